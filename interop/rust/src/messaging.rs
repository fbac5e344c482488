//! What a client is for.

use crate::peer::{Peer, Raw, next, serve, waiting, within};
use async_nats::{ConnectOptions, HeaderMap, PublishErrorKind, RequestErrorKind};
use futures_util::{StreamExt, future::join_all};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

crate::cases! {
    "server-info" => server_info(),
    "publish-subscribe" => publish_subscribe(),
    "wildcards" => wildcards(),
    "headers" => headers(),
    "request-reply" => request_reply(),
    "no-responders" => no_responders(),
    "queue-group" => queue_group(),
    "auto-unsubscribe" => auto_unsubscribe(),
    "no-echo" => no_echo(),
    "drain-subscription" => drain_subscription(),
    "drain-connection" => drain_connection(),
    "flush" => flush(),
    "keepalive-pings" => keepalive_pings(),
    "payload-of-one-mebibyte" => large_payload(),
    "max-payload-at-the-client" => max_payload_at_the_client(),
    "max-payload-at-the-server" => max_payload_at_the_server(),
}

async fn open() -> Peer {
    serve("open").await.plain().await
}

async fn server_info() {
    let (nc, second) = (open().await, open().await);
    let info = nc.nc.server_info();
    assert!(info.server_id.starts_with('N') && info.server_id.len() == 56, "{info:?}");
    assert!(info.version.starts_with("2.") && !info.server_name.is_empty(), "{info:?}");
    assert!(info.max_payload == 1 << 20 && info.headers && info.proto == 1, "{info:?}");
    assert!(info.client_ip == "127.0.0.1" && !info.auth_required && !info.tls_required, "{info:?}");
    assert!(info.client_id > 0 && info.client_id != second.nc.server_info().client_id);
    assert!(nc.nc.is_server_compatible(2, 10, 0), "{}", info.version);
}

async fn publish_subscribe() {
    let peer = open().await;
    let mut sub = peer.nc.subscribe("rs.pub").await.unwrap();
    for i in 0..1000 {
        if i % 2 == 1 {
            peer.nc.publish_with_reply("rs.pub", "rs.reply", i.to_string().into()).await.unwrap();
        } else {
            peer.send("rs.pub", i.to_string()).await;
        }
    }
    for i in 0..1000 {
        let m = next(&mut sub).await;
        assert_eq!(m.payload, i.to_string());
        assert_eq!(m.reply.as_deref(), if i % 2 == 1 { Some("rs.reply") } else { None });
    }
    peer.settle().await;
    assert!(waiting(&mut sub).await.is_empty(), "a message too many");
}

async fn wildcards() {
    let peer = open().await;
    let mut token = peer.nc.subscribe("rs.w.*.c").await.unwrap();
    let mut rest = peer.nc.subscribe("rs.w.>").await.unwrap();
    for subject in ["rs.w.b.c", "rs.w", "rs.w.b", "rs.w.b.c.d", "rs.w.x.c"] {
        peer.send(subject, "").await;
    }
    peer.settle().await;
    let subjects = |all: Vec<async_nats::Message>| all.iter().map(|m| m.subject.to_string()).collect::<Vec<_>>();
    assert_eq!(subjects(waiting(&mut token).await), ["rs.w.b.c", "rs.w.x.c"]);
    assert_eq!(subjects(waiting(&mut rest).await), ["rs.w.b.c", "rs.w.b", "rs.w.b.c.d", "rs.w.x.c"]);
}

async fn headers() {
    let peer = open().await;
    let mut sub = peer.nc.subscribe("rs.h").await.unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("One", "1");
    headers.append("Multi", "a");
    headers.append("Multi", "b c");
    peer.nc.publish_with_headers("rs.h", headers.clone(), "hi".into()).await.unwrap();
    peer.send("rs.h", "plain").await;
    let m = next(&mut sub).await;
    assert_eq!((m.payload.as_ref(), m.headers), (b"hi".as_ref(), Some(headers)));
    assert_eq!(next(&mut sub).await.headers, None);
}

async fn request_reply() {
    let (peer, responder) = (open().await, open().await);
    let mut asked = responder.nc.queue_subscribe("rs.help", "q".into()).await.unwrap();
    responder.settle().await;
    let nc = responder.nc.clone();
    tokio::spawn(async move {
        while let Some(m) = asked.next().await {
            let text = format!("re {}", String::from_utf8_lossy(&m.payload));
            nc.publish(m.reply.unwrap(), text.into()).await.unwrap();
        }
    });
    let replies = join_all((0..200).map(|i| peer.nc.request("rs.help", i.to_string().into()))).await;
    for (i, reply) in replies.into_iter().enumerate() {
        assert_eq!(reply.unwrap().payload, format!("re {i}"));
    }
}

async fn no_responders() {
    let peer = open().await;
    let from = Instant::now();
    let error = peer.nc.request("rs.nobody", "".into()).await.expect_err("a reply from nobody");
    assert_eq!(error.kind(), RequestErrorKind::NoResponders);
    assert!(from.elapsed() < Duration::from_secs(2), "the 503 took {:?}", from.elapsed());
}

async fn queue_group() {
    const MEMBERS: usize = 4;
    const MESSAGES: usize = 4000;
    let seen: Arc<Vec<AtomicU32>> = Arc::new((0..MESSAGES).map(|_| AtomicU32::new(0)).collect());
    let share: Arc<Vec<AtomicU32>> = Arc::new((0..MEMBERS).map(|_| AtomicU32::new(0)).collect());
    let left = Arc::new(AtomicUsize::new(MESSAGES));
    let (done, all) = tokio::sync::oneshot::channel();
    let done = Arc::new(std::sync::Mutex::new(Some(done)));
    let mut workers = Vec::new();
    for i in 0..MEMBERS {
        let worker = open().await;
        let mut sub = worker.nc.queue_subscribe("rs.q", "workers".into()).await.unwrap();
        worker.settle().await;
        let (seen, share, left, done) = (seen.clone(), share.clone(), left.clone(), done.clone());
        tokio::spawn(async move {
            while let Some(m) = sub.next().await {
                let n: usize = std::str::from_utf8(&m.payload).unwrap().parse().unwrap();
                seen[n].fetch_add(1, Ordering::SeqCst);
                share[i].fetch_add(1, Ordering::SeqCst);
                if left.fetch_sub(1, Ordering::SeqCst) == 1 {
                    done.lock().unwrap().take().unwrap().send(()).unwrap();
                }
            }
        });
        workers.push(worker);
    }
    let publisher = open().await;
    for i in 0..MESSAGES {
        publisher.send("rs.q", i.to_string()).await;
    }
    within("more messages", all).await.unwrap();
    for worker in &workers {
        worker.settle().await;
    }
    assert!(seen.iter().all(|n| n.load(Ordering::SeqCst) == 1), "a message was lost or came twice");
    // With 3 degrees of freedom below the bound but once in ten million runs.
    let fair = MESSAGES as f64 / MEMBERS as f64;
    let chi: f64 = share.iter().map(|n| (n.load(Ordering::SeqCst) as f64 - fair).powi(2) / fair).sum();
    assert!(chi < 35.0, "shares {share:?} have chi-square {chi}");
}

async fn auto_unsubscribe() {
    let (peer, publisher) = (open().await, open().await);
    let mut sub = peer.nc.subscribe("rs.auto").await.unwrap();
    sub.unsubscribe_after(5).await.unwrap();
    peer.settle().await;
    for i in 0..10 {
        publisher.send("rs.auto", i.to_string()).await;
    }
    publisher.settle().await;
    peer.settle().await;
    for i in 0..5 {
        assert_eq!(next(&mut sub).await.payload, i.to_string());
    }
    assert!(within("end", sub.next()).await.is_none(), "a message too many");
    // Two of them are what settle got.
    assert_eq!(peer.nc.statistics().in_messages.load(Ordering::SeqCst), 5 + 2);
}

async fn no_echo() {
    let server = serve("open").await;
    let silent = server.open(ConnectOptions::new().no_echo()).await.unwrap();
    let other = server.plain().await;
    let mut own = silent.nc.subscribe("rs.echo").await.unwrap();
    let mut others = other.nc.subscribe("rs.echo").await.unwrap();
    other.settle().await;
    // In the order of one connection: the subscription stands before the publish.
    silent.send("rs.echo", "own").await;
    assert_eq!(next(&mut others).await.payload, "own");
    other.send("rs.echo", "other").await;
    assert_eq!(next(&mut own).await.payload, "other");
}

async fn drain_subscription() {
    let peer = open().await;
    let mut sub = peer.nc.subscribe("rs.drain").await.unwrap();
    for i in 0..2000 {
        peer.send("rs.drain", i.to_string()).await;
    }
    // The client drops the subscription as soon as it has sent its UNSUB: what comes later is lost.
    peer.settle().await;
    sub.drain().await.unwrap();
    for i in 0..2000 {
        assert_eq!(next(&mut sub).await.payload, i.to_string());
    }
    assert!(within("end", sub.next()).await.is_none(), "a message too many");
}

async fn drain_connection() {
    let (publisher, peer) = (open().await, open().await);
    let mut sub = peer.nc.subscribe("rs.drain.all").await.unwrap();
    peer.settle().await;
    for i in 0..2000 {
        publisher.send("rs.drain.all", i.to_string()).await;
    }
    publisher.settle().await;
    peer.settle().await;
    peer.nc.drain().await.unwrap();
    for i in 0..2000 {
        assert_eq!(next(&mut sub).await.payload, i.to_string());
    }
    assert!(within("end", sub.next()).await.is_none(), "a message too many");
}

async fn flush() {
    let peer = open().await;
    for _ in 0..100 {
        within("flush", peer.nc.flush()).await.unwrap();
    }
    peer.settle().await;
}

async fn keepalive_pings() {
    let server = serve("open").await;
    let mut peer = server.open(ConnectOptions::new().ping_interval(Duration::from_millis(500))).await.unwrap();
    let other = server.plain().await;
    // The round trips of the other one pass the time for four pings; two without an answer would be too many.
    let end = Instant::now() + Duration::from_secs(2);
    while Instant::now() < end {
        other.settle().await;
    }
    peer.silent().await;
    assert_eq!(peer.nc.statistics().connects.load(Ordering::SeqCst), 1, "a ping was not answered");
}

async fn large_payload() {
    let peer = open().await;
    let mut sub = peer.nc.subscribe("rs.large").await.unwrap();
    let large = "0123456789abcdef".repeat(peer.nc.max_payload() / 16);
    for _ in 0..8 {
        peer.send("rs.large", large.clone()).await;
    }
    for _ in 0..8 {
        assert!(next(&mut sub).await.payload == large, "the payload has changed");
    }
}

async fn max_payload_at_the_client() {
    let peer = open().await;
    let error = peer.nc.publish("rs.big", vec![0; peer.nc.max_payload() + 1].into()).await.expect_err("it went");
    assert_eq!(error.kind(), PublishErrorKind::MaxPayloadExceeded);
    peer.settle().await;
}

async fn max_payload_at_the_server() {
    let server = serve("open").await;
    let mut raw = Raw::open(&server).await;
    raw.send("CONNECT {\"verbose\":false}\r\nPUB rs.big 1048577\r\n").await;
    assert_eq!(String::from_utf8_lossy(&raw.rest().await), "-ERR 'Maximum Payload Violation'\r\n");
}
