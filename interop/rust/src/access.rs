//! Who gets in, and what for.

use crate::peer::{Peer, Raw, Server, next, serve, waiting};
use async_nats::{ConnectErrorKind, ConnectOptions};
use futures_util::StreamExt;

crate::cases! {
    "token" => token(),
    "token-of-which-the-server-has-the-hash" => hashed_token(),
    "user-and-password" => user_and_password(),
    "wrong-password" => wrong_password(),
    "without-credentials" => without_credentials(),
    "bcrypt" => bcrypt(),
    "users" => users(),
    "no-auth-user" => no_auth_user(),
    "what-a-refused-client-is-told" => what_a_refused_client_is_told(),
    "publish-denied" => publish_denied(),
    "subscribe-denied" => subscribe_denied(),
    "queue-permission" => queue_permission(),
    "allow-responses" => responses("responder", "help", 1),
    "allow-two-responses" => responses("twice", "help.twice", 2),
}

pub fn user(name: &str, password: &str) -> ConnectOptions {
    ConnectOptions::with_user_and_password(name.into(), password.into())
}

fn by_token(token: &str) -> ConnectOptions {
    ConnectOptions::with_token(token.into())
}

pub async fn refused(server: &Server, options: ConnectOptions) {
    let error = server.open(options).await.err().expect("was let in");
    assert_eq!(error.kind(), ConnectErrorKind::AuthorizationViolation, "{error:?}");
}

async fn admitted(server: &Server, options: ConnectOptions) {
    server.open(options).await.expect("a connection").works("rs.admitted").await;
}

async fn token() {
    let server = serve("token").await;
    admitted(&server, by_token("s3cr3t")).await;
    refused(&server, by_token("S3cr3t")).await;
    refused(&server, user("s3cr3t", "")).await;
    refused(&server, ConnectOptions::new()).await;
}

async fn hashed_token() {
    let server = serve("hashed-token").await;
    admitted(&server, by_token("hashed token")).await;
    refused(&server, by_token("hashed_token")).await;
    refused(&server, by_token("$2a$04$hL7IcbPFKQYQVgHWqFNVA.zKIYpH48H9hn5qWvKOl7NVTYc8qBAbC")).await;
}

async fn user_and_password() {
    let peer = serve("user").await.open(user("alice", "s3cr3t")).await.unwrap();
    assert!(peer.nc.server_info().auth_required, "INFO without auth_required");
    peer.works("rs.user").await;
}

async fn wrong_password() {
    let server = serve("user").await;
    for password in ["", "S3cr3t", "s3cr3", "s3cr3t "] {
        refused(&server, user("alice", password)).await;
    }
    refused(&server, user("bob", "s3cr3t")).await;
    refused(&server, by_token("s3cr3t")).await;
}

async fn without_credentials() {
    refused(serve("user").await.as_ref(), ConnectOptions::new()).await;
}

async fn bcrypt() {
    let server = serve("users").await;
    admitted(&server, user("bob", "open sesame")).await;
    refused(&server, user("bob", "open_sesame")).await;
    refused(&server, user("bob", "$2a$04$4rQHQw9uSJiuHNPUlAL7eeTCFOoIF1ScB7OPWo92gkMVfPTy.dApS")).await;
}

async fn users() {
    let server = serve("users").await;
    admitted(&server, user("alice", "s3cr3t")).await;
    refused(&server, user("alice", "open sesame")).await;
    refused(&server, user("carol", "s3cr3t")).await;
    refused(&server, ConnectOptions::new()).await;
}

async fn no_auth_user() {
    let server = serve("guest").await;
    let mut guest = server.plain().await;
    guest.works("guest.a").await;
    guest.send("rs.a", "").await;
    guest.error("permissions violation for publish to \"rs.a\"").await;
    admitted(&server, user("alice", "s3cr3t")).await;
    refused(&server, user("alice", "wrong")).await;
    refused(&server, user("guest", "wrong")).await;
}

async fn what_a_refused_client_is_told() {
    let mut raw = Raw::open(serve("user").await.as_ref()).await;
    assert_eq!(raw.info["auth_required"], true);
    raw.send("CONNECT {\"verbose\":false,\"user\":\"alice\",\"pass\":\"wrong\"}\r\nPING\r\n").await;
    assert_eq!(String::from_utf8_lossy(&raw.rest().await), "-ERR 'Authorization Violation'\r\n");
}

async fn permitted(name: &str) -> Peer {
    serve("permissions").await.open(user(name, "pw")).await.unwrap()
}

async fn publish_denied() {
    let (admin, mut limited) = (permitted("admin").await, permitted("limited").await);
    let mut sub = admin.nc.subscribe("*.secret").await.unwrap();
    admin.settle().await;
    for subject in ["no.secret", "ok.secret"] {
        limited.send(subject, "kept").await;
        limited.error(&format!("permissions violation for publish to \"{subject}\"")).await;
    }
    limited.works("ok.publish.denied").await;
    limited.silent().await;
    admin.settle().await;
    assert!(waiting(&mut sub).await.is_empty(), "a message that was denied");
}

async fn subscribe_denied() {
    let (admin, mut limited) = (permitted("admin").await, permitted("limited").await);
    for subject in ["no.sub", "ok.s.hidden"] {
        let mut sub = limited.nc.subscribe(subject).await.unwrap();
        limited.error(&format!("permissions violation for subscription to \"{subject}\"")).await;
        admin.send(subject, "kept").await;
        admin.settle().await;
        limited.settle().await;
        assert!(waiting(&mut sub).await.is_empty(), "a message of {subject}");
    }
    let mut wide = limited.nc.subscribe("ok.s.*").await.unwrap();
    limited.settle().await;
    admin.send("ok.s.hidden", "kept").await;
    admin.send("ok.s.open", "given").await;
    assert_eq!(next(&mut wide).await.payload, "given");
    // The two that were denied are unsubscribed when they are dropped, which brings no error.
    limited.silent().await;
    assert!(waiting(&mut wide).await.is_empty(), "a message that was denied");
}

async fn queue_permission() {
    let (admin, mut worker) = (permitted("admin").await, permitted("worker").await);
    let _plain = worker.nc.subscribe("ok.work").await.unwrap();
    worker.error("permissions violation for subscription to \"ok.work\"").await;
    let _others = worker.nc.queue_subscribe("ok.work", "others".into()).await.unwrap();
    worker.error("permissions violation for subscription to \"ok.work\" using queue \"others\"").await;
    let mut jobs = worker.nc.queue_subscribe("ok.work", "workers".into()).await.unwrap();
    // The next error that it hears of is this one, so the subscription stands.
    worker.send("no.more", "").await;
    worker.error("permissions violation for publish to \"no.more\"").await;
    admin.send("ok.work", "job").await;
    assert_eq!(next(&mut jobs).await.payload, "job");
    assert!(waiting(&mut jobs).await.is_empty(), "a message too many");
}

async fn responses(name: &'static str, subject: &'static str, allowed: usize) {
    let (admin, mut responder) = (permitted("admin").await, permitted(name).await);
    let mut asked = responder.nc.subscribe(subject).await.unwrap();
    let nc = responder.nc.clone();
    tokio::spawn(async move {
        while let Some(m) = asked.next().await {
            let reply = m.reply.unwrap();
            for _ in 0..=allowed {
                nc.publish(reply.clone(), "re x".into()).await.unwrap();
            }
        }
    });
    responder.send("ok.not.a.reply", "").await;
    responder.error("permissions violation for publish to \"ok.not.a.reply\"").await;
    for _ in 0..2 {
        let inbox = admin.nc.new_inbox();
        let mut replies = admin.nc.subscribe(inbox.clone()).await.unwrap();
        admin.nc.publish_with_reply(subject, inbox.clone(), "x".into()).await.unwrap();
        for _ in 0..allowed {
            assert_eq!(next(&mut replies).await.payload, "re x");
        }
        responder.error(&format!("permissions violation for publish to \"{inbox}\"")).await;
        admin.settle().await;
        assert!(waiting(&mut replies).await.is_empty(), "a reply too many");
    }
}
