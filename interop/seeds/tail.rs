
// What the example refers to and does not define, and one message through its connection.
use std::time::Duration;

fn env_or_die(name: &str) -> anyhow::Result<String> {
    std::env::var(name).map_err(|e| anyhow::anyhow!("{}: {}", name, e))
}

fn publish_and_subscribe_once(connection: impl std::future::Future<Output = async_nats::Connection>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let nc = connection.await;
        let subscription = nc.subscribe("seed.rust").await.unwrap();
        nc.publish("seed.rust", "hello").await.unwrap();
        let message = subscription.next().await.unwrap();
        assert_eq!(message.data, b"hello");
        nc.close().await.unwrap();
    });
}
