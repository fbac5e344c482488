//! Runs cases beside each other, with a line for each: `ok NAME` or `FAIL NAME reason`.

use crate::peer::Case;
use std::sync::Arc;
use std::time::Duration;

const AT_ONCE: usize = 8;
const TEST: Duration = Duration::from_secs(60);

async fn run(suite: &str, name: &str, case: Case) -> bool {
    // A task of its own: it may panic, which is how a case fails.
    let task = tokio::spawn(case);
    let stop = task.abort_handle();
    match tokio::time::timeout(TEST, task).await {
        Ok(Ok(())) => {
            println!("ok {suite}/{name}");
            true
        }
        Ok(Err(e)) => {
            let panic = e.into_panic();
            let text = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()))
                .unwrap_or_default();
            println!("FAIL {suite}/{name} {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
            false
        }
        Err(_) => {
            stop.abort();
            println!("FAIL {suite}/{name} not done within {TEST:?}");
            false
        }
    }
}

/// Whether all were good.
pub async fn all(suite: &'static str, cases: Vec<(&'static str, Case)>) -> bool {
    let room = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let running: Vec<_> = cases
        .into_iter()
        .map(|(name, case)| {
            let room = room.clone();
            tokio::spawn(async move {
                let _place = room.acquire().await;
                run(suite, name, case).await
            })
        })
        .collect();
    let mut good = true;
    for each in running {
        good &= each.await.unwrap_or(false);
    }
    good
}
