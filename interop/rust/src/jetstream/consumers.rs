//! Consumers of every kind.

use crate::peer::{WAIT, next, within};
use crate::store::{code, consumer, durable, empty, fetched, open, state, take, text, until};
use async_nats::jetstream::consumer::pull::Config;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, push};
use async_nats::jetstream::AckKind;
use futures_util::{StreamExt, TryStreamExt};
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

crate::cases! {
    "consumer-lifecycle" => consumer_lifecycle(),
    "fetch" => fetch(),
    "fetch-bytes" => fetch_bytes(),
    "stream-of-messages" => stream_of_messages(),
    "heartbeats" => heartbeats(),
    "policies" => policies(),
    "ordered" => ordered(),
    "ordered-push" => ordered_push(),
    "push" => push(),
    "push-queue-group" => push_queue_group(),
    "acknowledgements" => acknowledgements(),
    "ack-wait-and-max-deliver" => ack_wait_and_max_deliver(),
    "back-off" => back_off(),
    "pause" => pause(),
    "ephemeral-goes" => ephemeral_goes(),
}

async fn consumer_lifecycle() {
    let own = open("RS_CONSUMER").await;
    let stream = own.stream().await;
    let config = Config { description: Some("one".into()), max_ack_pending: 7, ..durable() };
    let made = stream.create_consumer_strict(config.clone()).await.unwrap();
    assert_eq!(made.cached_info().config.max_ack_pending, 7);
    let changed = Config { description: Some("two".into()), ..config };
    assert!(stream.create_consumer_strict(changed.clone()).await.is_err(), "created twice");
    let updated = stream.update_consumer(changed.clone()).await.unwrap();
    assert_eq!(updated.cached_info().config.description.as_deref(), Some("two"));
    let wrong = Config { ack_policy: AckPolicy::None, ..changed };
    assert_eq!(code(&stream.create_consumer(wrong).await.unwrap_err()), 10012);
    let names: Vec<String> = stream.consumer_names().try_collect().await.unwrap();
    assert_eq!(names, ["d"]);
    assert!(stream.delete_consumer("d").await.unwrap().success);
    assert!(stream.get_consumer::<Config>("d").await.is_err());
}

async fn fetch() {
    let own = open("RS_FETCH").await;
    let stream = own.stream().await;
    own.put("a", 0..25).await;
    let consumer = consumer(&stream, durable()).await;
    // What is there, without waiting.
    let mut now = consumer.fetch().max_messages(10).messages().await.unwrap();
    let mut count = 0;
    while let Some(message) = within("message", now.next()).await {
        let message = message.unwrap();
        let info = message.info().unwrap();
        assert_eq!((info.stream_sequence, info.delivered, info.pending), (count + 1, 1, 24 - count));
        message.double_ack().await.unwrap();
        count += 1;
    }
    assert_eq!(count, 10);
    assert!(take(&consumer, 15).await.ends_with("23 24"));
    empty(&consumer).await;
    let info = consumer.get_info().await.unwrap();
    assert_eq!((info.ack_floor.stream_sequence, info.num_ack_pending, info.num_pending), (25, 0, 0));
}

async fn fetch_bytes() {
    let own = open("RS_BYTES").await;
    let stream = own.stream().await;
    own.put("a", vec!["x".repeat(1000); 10]).await;
    let consumer = consumer(&stream, durable()).await;
    let mut batch = consumer.batch().max_messages(10).max_bytes(3500).expires(WAIT).messages().await.unwrap();
    let mut count = 0;
    while let Some(Ok(_)) = within("message", batch.next()).await {
        count += 1;
    }
    assert_eq!(count, 3);
}

async fn stream_of_messages() {
    let own = open("RS_STREAM").await;
    let stream = own.stream().await;
    let consumer = consumer(&stream, durable()).await;
    let mut running = consumer.stream().max_messages_per_batch(20).heartbeat(Duration::from_secs(5)).messages().await.unwrap();
    let mut acks = Vec::new();
    for i in 0..500 {
        acks.push(own.js.publish("RS_STREAM.a", i.to_string().into()).await.unwrap());
    }
    let mut seen = HashSet::new();
    while seen.len() < 500 {
        let message = within("message", running.next()).await.unwrap().unwrap();
        seen.insert(text(&message));
        message.ack().await.unwrap();
    }
    until("acknowledgements", || async { consumer.get_info().await.unwrap().ack_floor.stream_sequence == 500 }).await;
}

async fn heartbeats() {
    let own = open("RS_BEATS").await;
    let stream = own.stream().await;
    let consumer = consumer(&stream, durable()).await;
    let mut running = consumer.stream().heartbeat(Duration::from_secs(2)).expires(Duration::from_secs(10)).messages().await.unwrap();
    // An answer to no request, for as long as two heartbeats are missed if there are none.
    let quiet = tokio::time::timeout(Duration::from_secs(5), running.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    own.put("a", ["late"]).await;
    assert_eq!(text(&within("message", running.next()).await.unwrap().unwrap()), "late");
}

async fn policies() {
    let own = open("RS_POLICIES").await;
    let stream = own.stream().await;
    for i in 0..6 {
        own.put(["a", "b"][i % 2], [i]).await;
    }
    let named = |name: &str| Config { durable_name: Some(name.into()), ..Default::default() };
    for (config, wanted) in [
        (named("all"), "0 1 2 3 4 5"),
        (Config { deliver_policy: DeliverPolicy::Last, ..named("last") }, "5"),
        (Config { deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: 4 }, ..named("from") }, "3 4 5"),
        (Config { deliver_policy: DeliverPolicy::LastPerSubject, filter_subject: "RS_POLICIES.>".into(), ..named("each") }, "4 5"),
        (Config { filter_subject: "RS_POLICIES.a".into(), ..named("a") }, "0 2 4"),
        (Config { filter_subjects: vec!["RS_POLICIES.a".into(), "RS_POLICIES.b".into()], ..named("both") }, "0 1 2 3 4 5"),
    ] {
        let consumer = consumer(&stream, config).await;
        assert_eq!(take(&consumer, wanted.split(' ').count()).await, wanted);
        empty(&consumer).await;
    }
    let consumer = consumer(&stream, Config { deliver_policy: DeliverPolicy::New, headers_only: true, ..named("new") }).await;
    own.put("a", ["twelve bytes"]).await;
    let message = fetched(&consumer, 1).await.remove(0);
    assert_eq!((message.payload.len(), message.headers.as_ref().unwrap().get("Nats-Msg-Size").unwrap().as_str()), (0, "12"));
}

async fn ordered() {
    let own = open("RS_ORDERED").await;
    let stream = own.stream().await;
    own.put("a", 0..200).await;
    let config = async_nats::jetstream::consumer::pull::OrderedConfig::default();
    let mut running = stream.create_consumer(config).await.unwrap().messages().await.unwrap();
    for i in 0..200 {
        assert_eq!(text(&within("message", running.next()).await.unwrap().unwrap()), i.to_string());
    }
}

async fn ordered_push() {
    let own = open("RS_ORDERED_PUSH").await;
    let stream = own.stream().await;
    own.put("a", 0..200).await;
    let config = push::OrderedConfig { deliver_subject: own.peer.nc.new_inbox(), ..Default::default() };
    let mut running = stream.create_consumer(config).await.unwrap().messages().await.unwrap();
    for i in 0..200 {
        assert_eq!(text(&within("message", running.next()).await.unwrap().unwrap()), i.to_string());
    }
}

async fn push() {
    let own = open("RS_PUSH").await;
    let stream = own.stream().await;
    own.put("a", vec!["x".repeat(32 << 10); 150]).await;
    let config = push::Config {
        durable_name: Some("d".into()),
        deliver_subject: own.peer.nc.new_inbox(),
        flow_control: true,
        idle_heartbeat: Duration::from_secs(5),
        ..Default::default()
    };
    let consumer = stream.create_consumer(config).await.unwrap();
    let mut running = consumer.messages().await.unwrap();
    for _ in 0..150 {
        within("message", running.next()).await.unwrap().unwrap().ack().await.unwrap();
    }
    own.put("a", ["later"]).await;
    assert_eq!(text(&within("message", running.next()).await.unwrap().unwrap()), "later");
    until("acknowledgements", || async { consumer.get_info().await.unwrap().ack_floor.stream_sequence == 150 }).await;
}

async fn push_queue_group() {
    let own = open("RS_GROUP").await;
    let stream = own.stream().await;
    let config = push::Config {
        durable_name: Some("d".into()),
        deliver_subject: "rs.group".into(),
        deliver_group: Some("workers".into()),
        ..Default::default()
    };
    let mut members = Vec::new();
    for _ in 0..3 {
        let consumer = stream.create_consumer(config.clone()).await.unwrap();
        members.push(consumer.messages().await.unwrap());
    }
    own.peer.settle().await;
    own.put("a", 0..150).await;
    let mut share = [0; 3];
    let mut running = futures_util::stream::select_all(
        members.into_iter().enumerate().map(|(i, member)| member.map(move |message| (i, message))).map(Box::pin),
    );
    for _ in 0..150 {
        let (i, message) = within("message", running.next()).await.unwrap();
        message.unwrap().ack().await.unwrap();
        share[i] += 1;
    }
    assert!(share.iter().all(|n| *n > 0), "{share:?}");
}

async fn acknowledgements() {
    let own = open("RS_ACKS").await;
    let stream = own.stream().await;
    own.put("a", 1..=4).await;
    let mut terminated = own.peer.nc.subscribe("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.RS_ACKS.d").await.unwrap();
    own.peer.settle().await;
    let consumer = consumer(&stream, Config { ack_wait: Duration::from_secs(60), ..durable() }).await;
    let all = fetched(&consumer, 4).await;
    all[0].double_ack().await.unwrap();
    all[1].double_ack_with(AckKind::Progress).await.unwrap();
    all[1].ack_with(AckKind::Nak(None)).await.unwrap();
    all[2].ack_with(AckKind::Nak(Some(Duration::from_millis(300)))).await.unwrap();
    all[3].ack_with(AckKind::Term).await.unwrap();
    let mut again = HashMap::new();
    for message in fetched(&consumer, 2).await {
        again.insert(text(&message), message.info().unwrap().delivered);
        message.double_ack().await.unwrap();
    }
    assert_eq!(again, HashMap::from([("2".to_string(), 2), ("3".to_string(), 2)]));
    let advisory: serde_json::Value = serde_json::from_slice(&next(&mut terminated).await.payload).unwrap();
    assert_eq!(advisory["stream_seq"], 4);
    assert_eq!(consumer.get_info().await.unwrap().ack_floor.stream_sequence, 4);
}

async fn ack_wait_and_max_deliver() {
    let own = open("RS_MAX").await;
    let stream = own.stream().await;
    own.put("a", [1]).await;
    let mut told = own.peer.nc.subscribe("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.RS_MAX.d").await.unwrap();
    own.peer.settle().await;
    let consumer = consumer(&stream, Config { ack_wait: Duration::from_millis(200), max_deliver: 3, ..durable() }).await;
    for i in 1..=3 {
        assert_eq!(fetched(&consumer, 1).await[0].info().unwrap().delivered, i);
    }
    let batch = consumer.batch().max_messages(1).expires(Duration::from_secs(1)).messages().await;
    assert!(within("end", batch.unwrap().next()).await.is_none(), "a message too many");
    let advisory: serde_json::Value = serde_json::from_slice(&next(&mut told).await.payload).unwrap();
    assert_eq!((&advisory["stream_seq"], &advisory["deliveries"]), (&1.into(), &3.into()));
}

async fn back_off() {
    let own = open("RS_BACKOFF").await;
    let stream = own.stream().await;
    own.put("a", [1]).await;
    let backoff = [100, 200, 300].map(Duration::from_millis).to_vec();
    let consumer = consumer(&stream, Config { backoff, max_deliver: 4, ..durable() }).await;
    let from = Instant::now();
    for i in 1..=4 {
        assert_eq!(fetched(&consumer, 1).await[0].info().unwrap().delivered, i);
    }
    assert!(from.elapsed() > Duration::from_millis(550), "after {:?} already", from.elapsed());
}

async fn pause() {
    let own = open("RS_PAUSE").await;
    let stream = own.stream().await;
    own.put("a", [1]).await;
    let consumer: PullConsumer = consumer(&stream, durable()).await;
    let body = r#"{"pause_until":"2099-01-01T00:00:00Z"}"#;
    let answer = own.peer.nc.request("$JS.API.CONSUMER.PAUSE.RS_PAUSE.d", body.into()).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer.payload).unwrap();
    assert_eq!(answer["paused"], true, "{answer}");
    empty(&consumer).await;
    assert!(!stream.resume_consumer("d").await.unwrap().paused);
    assert_eq!(take(&consumer, 1).await, "1");
}

async fn ephemeral_goes() {
    let own = open("RS_EPHEMERAL").await;
    let stream = own.stream().await;
    consumer(&stream, Config { inactive_threshold: Duration::from_millis(200), ..Default::default() }).await;
    until("end of the consumer", || async { state(&stream).await.consumer_count == 0 }).await;
}
