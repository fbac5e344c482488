//! TLS with authorities of our own.

use crate::access::{refused, user};
use crate::peer::{Raw, Server, certificate, next, serve};
use async_nats::{ConnectError, ConnectOptions};

crate::cases! {
    "tls" => tls(),
    "tls-large-payload" => large_payload(),
    "tls-wrong-authority" => wrong_authority(),
    "tls-not-asked-for" => not_asked_for(),
    "tls-where-there-is-none" => where_there_is_none(),
    "tls-required-and-not-spoken" => required_and_not_spoken(),
    "tls-mutual" => mutual(),
    "tls-mutual-without-certificate" => without_certificate(),
    "tls-mutual-with-the-certificate-of-a-stranger" => stranger(),
    "tls-first" => first(),
    "tls-first-or-after-a-while" => first_or_after_a_while(),
    "tls-optional" => optional(),
    "tls-and-user" => tls_and_user(),
}

pub fn trusting(options: ConnectOptions, ca: &str) -> ConnectOptions {
    options.require_tls(true).add_root_certificates(certificate(ca))
}

fn trust(ca: &str) -> ConnectOptions {
    trusting(ConnectOptions::new(), ca)
}

fn showing(name: &str) -> ConnectOptions {
    trust("ca").add_client_certificate(certificate(name), certificate(&format!("{name}-key")))
}

async fn fails(server: &Server, options: ConnectOptions) -> ConnectError {
    server.open(options).await.err().expect("was let in")
}

async fn tls() {
    let server = serve("tls").await;
    let peer = server.open(trust("ca")).await.unwrap();
    assert!(peer.nc.server_info().tls_required, "INFO without tls_required");
    peer.works("rs.tls").await;
}

async fn large_payload() {
    let peer = serve("tls").await.open(trust("ca")).await.unwrap();
    let mut sub = peer.nc.subscribe("rs.tls.large").await.unwrap();
    let large = "0123456789abcdef".repeat(peer.nc.max_payload() / 16);
    for _ in 0..8 {
        peer.send("rs.tls.large", large.clone()).await;
    }
    for _ in 0..8 {
        assert!(next(&mut sub).await.payload == large, "the payload has changed");
    }
}

async fn distrusted(options: ConnectOptions) {
    let error = fails(serve("tls").await.as_ref(), options).await;
    assert!(format!("{error:?}").contains("UnknownIssuer"), "{error:?}");
}

async fn wrong_authority() {
    distrusted(trust("other-ca")).await;
}

/// The client turns to TLS when INFO says so, and then knows no authority for the server.
async fn not_asked_for() {
    distrusted(ConnectOptions::new()).await;
}

async fn where_there_is_none() {
    fails(serve("open").await.as_ref(), trust("ca")).await;
}

async fn required_and_not_spoken() {
    let mut raw = Raw::open(serve("tls").await.as_ref()).await;
    assert_eq!(raw.info["tls_required"], true);
    raw.send("CONNECT {\"verbose\":false}\r\nPING\r\n").await;
    let rest = raw.rest().await;
    assert!(!String::from_utf8_lossy(&rest).contains("PONG"), "{rest:?}");
}

async fn mutual() {
    serve("tls-verify").await.open(showing("client")).await.unwrap().works("rs.mutual").await;
}

/// In TLS 1.3 the client hears of it after its handshake; then the connection has ended before its PONG.
async fn without_certificate() {
    fails(serve("tls-verify").await.as_ref(), trust("ca")).await;
}

async fn stranger() {
    fails(serve("tls-verify").await.as_ref(), showing("stranger")).await;
}

async fn first() {
    serve("tls-first").await.open(trust("ca").tls_first()).await.unwrap().works("rs.first").await;
}

async fn first_or_after_a_while() {
    let server = serve("tls-auto").await;
    server.open(trust("ca").tls_first()).await.unwrap().works("rs.auto.first").await;
    server.open(trust("ca")).await.unwrap().works("rs.auto.later").await;
}

async fn optional() {
    let server = serve("tls-optional").await;
    server.plain().await.works("rs.plain").await;
    server.open(trust("ca")).await.unwrap().works("rs.secured").await;
    let info = Raw::open(&server).await.info;
    assert!(info["tls_available"] == true && info["tls_required"] != true, "{info}");
}

async fn tls_and_user() {
    let server = serve("tls-users").await;
    server.open(trusting(user("alice", "s3cr3t"), "ca")).await.unwrap().works("rs.both").await;
    refused(&server, trusting(user("alice", "wrong"), "ca")).await;
    refused(&server, trust("ca")).await;
}
