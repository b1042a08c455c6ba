//! Turns the event that an order is ready into a text message, and drops all other events.

use fluvio_smartmodule::{eyre, smartmodule, RecordData, Result, SmartModuleRecord};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum GroceryEvent {
    OrderReady {
        sms_number: String,
        sms_name: String,
    },
    /// Accounts, orders that have begun, and whatever may come.
    #[serde(other)]
    Other,
}

#[derive(Serialize)]
struct Notification {
    number: String,
    message: String,
}

#[smartmodule(filter_map)]
pub fn filter_map(record: &SmartModuleRecord) -> Result<Option<(Option<RecordData>, RecordData)>> {
    let text = std::str::from_utf8(record.value.as_ref())?;
    let event =
        serde_json::from_str(text).map_err(|error| eyre!("not the expected JSON: {error}"))?;

    let GroceryEvent::OrderReady {
        sms_number,
        sms_name,
    } = event
    else {
        return Ok(None);
    };
    let notification = Notification {
        number: sms_number,
        message: format!(
            "Hello {sms_name}, your groceries have been collected and are ready to pick up!"
        ),
    };
    Ok(Some((
        record.key.clone(),
        serde_json::to_string(&notification)?.into(),
    )))
}
