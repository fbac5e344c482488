//! async-nats against the servers of ../servers. The cases run beside each other.
//! One line per test: `ok NAME` or `FAIL NAME reason`.

mod access;
mod messaging;
mod peer;
mod tls;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

const AT_ONCE: usize = 8;
const TEST: Duration = Duration::from_secs(60);

async fn run(name: &str, case: peer::Case) -> bool {
    // A task of its own: it may panic, which is how a case fails.
    let task = tokio::spawn(case);
    let stop = task.abort_handle();
    match tokio::time::timeout(TEST, task).await {
        Ok(Ok(())) => {
            println!("ok rust/{name}");
            true
        }
        Ok(Err(e)) => {
            let panic = e.into_panic();
            let text = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()))
                .unwrap_or_default();
            println!("FAIL rust/{name} {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
            false
        }
        Err(_) => {
            stop.abort();
            println!("FAIL rust/{name} not done within {TEST:?}");
            false
        }
    }
}

#[tokio::main]
async fn main() {
    let room = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let cases = [trouble::cases(), messaging::cases(), access::cases(), tls::cases()];
    let running: Vec<_> = cases
        .into_iter()
        .flatten()
        .map(|(name, case)| {
            let room = room.clone();
            tokio::spawn(async move {
                let _place = room.acquire().await;
                run(name, case).await
            })
        })
        .collect();
    let mut good = true;
    for each in running {
        good &= each.await.unwrap_or(false);
    }
    peer::stop_all().await;
    std::process::exit(if good { 0 } else { 1 });
}
