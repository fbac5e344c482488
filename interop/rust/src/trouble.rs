//! Servers that go, and clients that are too slow.

use crate::access::user;
use crate::peer::{Raw, Server, next, serve, within};
use crate::tls::trusting;
use async_nats::{ConnectOptions, Event};
use std::time::Duration;

crate::cases! {
    "lame-duck" => lame_duck(),
    "reconnect-after-a-kill" => comes_back("open", ConnectOptions::new),
    "reconnect-with-tls-and-user" => comes_back("tls-users", || trusting(user("alice", "s3cr3t"), "ca")),
    "slow-consumer-at-the-server" => slow_consumer_at_the_server(),
    "slow-consumer-at-the-client" => slow_consumer_at_the_client(),
}

/// The server is killed and started again on its port: the client is back, and its subscriptions with it.
async fn comes_back(config: &'static str, options: fn() -> ConnectOptions) {
    let server = Server::start(config).await;
    let quickly = options().reconnect_delay_callback(|_| Duration::from_millis(50));
    let mut peer = server.open(quickly).await.unwrap();
    peer.report("first connect", |e| matches!(e, Event::Connected)).await;
    let mut sub = peer.nc.subscribe("rs.back.*").await.unwrap();
    let mut group = peer.nc.queue_subscribe("rs.back.*", "group".into()).await.unwrap();
    peer.send("rs.back.1", "before").await;
    assert_eq!(next(&mut sub).await.payload, "before");
    assert_eq!(next(&mut group).await.payload, "before");
    server.kill().await;
    peer.report("disconnect", |e| matches!(e, Event::Disconnected)).await;
    // What is published meanwhile is sent when there is a server again.
    peer.send("rs.back.2", "meanwhile").await;
    let again = Server::start_at(config, Some(server.port)).await;
    peer.report("reconnect", |e| matches!(e, Event::Connected)).await;
    assert_eq!(next(&mut sub).await.payload, "meanwhile");
    let other = again.open(options()).await.unwrap();
    other.send("rs.back.3", "after").await;
    assert_eq!(next(&mut sub).await.payload, "after");
    assert_eq!(next(&mut group).await.payload, "meanwhile");
    assert_eq!(next(&mut group).await.payload, "after");
}

async fn lame_duck() {
    let server = Server::start("open").await;
    let mut peer = server.plain().await;
    let mut sub = peer.nc.subscribe("rs.duck").await.unwrap();
    peer.settle().await;
    server.signal("USR2").await;
    peer.report("notice", |e| matches!(e, Event::LameDuckMode)).await;
    peer.send("rs.duck", "quack").await;
    assert_eq!(next(&mut sub).await.payload, "quack");
    peer.report("end of the connection", |e| matches!(e, Event::Disconnected)).await;
    assert_eq!(server.ended().await, Some(0));
}

async fn slow_consumer_at_the_client() {
    let server = serve("open").await;
    let mut peer = server.open(ConnectOptions::new().subscription_capacity(5)).await.unwrap();
    let mut sub = peer.nc.subscribe("rs.slow").await.unwrap();
    for i in 0..50 {
        peer.send("rs.slow", i.to_string()).await;
    }
    peer.report("slow consumer", |e| matches!(e, Event::SlowConsumer(_))).await;
    // All fifty have come; who drains the five may get what is sent then.
    peer.settle().await;
    for i in 0..5 {
        assert_eq!(next(&mut sub).await.payload, i.to_string());
    }
    peer.send("rs.slow", "later").await;
    assert_eq!(next(&mut sub).await.payload, "later");
}

async fn slow_consumer_at_the_server() {
    let server = Server::start("slow").await;
    let mut raw = Raw::open(&server).await;
    raw.send("CONNECT {\"verbose\":false}\r\nSUB rs.flood 1\r\nPING\r\n").await;
    assert_eq!(Raw::line(&mut raw.stream).await, "PONG\r\n");
    let quick = server.plain().await;
    let mut sub = quick.nc.subscribe("rs.flood").await.unwrap();
    quick.settle().await;
    let publisher = server.plain().await;
    let chunk = "x".repeat(64 << 10);
    let mut sent = 0;
    while sent < 2000 && !server.said("Slow Consumer") {
        publisher.send("rs.flood", chunk.clone()).await;
        sent += 1;
        // A round trip, and the quick one keeps up.
        publisher.settle().await;
        assert!(next(&mut sub).await.payload == chunk, "another chunk");
    }
    server.says("Slow Consumer Detected").await;
    let rest = raw.rest().await;
    assert!(rest.len() < sent * chunk.len(), "all {} bytes came", rest.len());
    assert!(!String::from_utf8_lossy(&rest[rest.len().saturating_sub(100)..]).contains("-ERR"));
    within("end", publisher.works("rs.after.the.flood")).await;
}
