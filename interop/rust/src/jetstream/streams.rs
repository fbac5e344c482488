//! Streams, and what is published to them.

use crate::peer::{next, within};
use crate::store::{Directory, Owner, code, consumer, durable, open, state, take, until};
use async_nats::ConnectOptions;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{Config, DiscardPolicy, Republish, RetentionPolicy, Source, StorageType, SubjectTransform};
use futures_util::TryStreamExt;
use std::time::Duration;

crate::cases! {
    "restart" => restart(),
    "stream-lifecycle" => stream_lifecycle(),
    "stream-messages" => stream_messages(),
    "stream-limits" => stream_limits(),
    "publish-expectations" => publish_expectations(),
    "publish-many-at-once" => publish_many_at_once(),
    "publish-ttl" => publish_ttl(),
    "transform-and-republish" => transform_and_republish(),
    "mirror-and-sources" => mirror_and_sources(),
    "interest" => interest(),
    "work-queue" => work_queue(),
    "account-info" => account_info(),
}

async fn stream_lifecycle() {
    let own = open("RS_LIFE").await;
    let config = Config { description: Some("one".into()), ..own.config() };
    let stream = own.js.create_stream(&config).await.unwrap();
    assert_eq!(stream.cached_info().config.description.as_deref(), Some("one"));
    own.js.create_stream(&config).await.unwrap();
    let changed = Config { description: Some("two".into()), ..config };
    assert_eq!(code(&own.js.create_stream(&changed).await.unwrap_err()), 10058);
    assert_eq!(own.js.update_stream(&changed).await.unwrap().config.description.as_deref(), Some("two"));
    own.put("a", 1..=3).await;
    assert_eq!(own.js.stream_by_subject("RS_LIFE.a").await.unwrap(), own.name);
    let names: Vec<String> = own.js.stream_names().try_collect().await.unwrap();
    assert!(names.iter().any(|n| n == own.name), "{names:?}");
    let purged = stream.purge().filter("RS_LIFE.a").keep(1).await.unwrap();
    assert_eq!(purged.purged, 2);
    let now = state(&stream).await;
    assert_eq!((now.messages, now.first_sequence, now.last_sequence), (1, 3, 3));
    assert!(own.js.delete_stream(own.name).await.unwrap().success);
    assert_eq!(code(&own.js.get_stream(own.name).await.unwrap_err()), 10059);
}

async fn stream_messages() {
    let own = open("RS_MESSAGES").await;
    let stream = own.js.create_stream(Config { allow_direct: true, ..own.config() }).await.unwrap();
    own.headed("Color", "red").await.unwrap();
    own.put("b", ["two"]).await;
    own.put("a", ["three"]).await;
    for message in [stream.get_raw_message(1).await.unwrap(), stream.direct_get(1).await.unwrap()] {
        assert_eq!((message.sequence, message.subject.as_str()), (1, "RS_MESSAGES.a"));
        assert_eq!(message.headers.get("Color").unwrap().as_str(), "red");
    }
    assert_eq!(stream.get_last_raw_message_by_subject("RS_MESSAGES.a").await.unwrap().sequence, 3);
    assert_eq!(stream.direct_get_last_for_subject("RS_MESSAGES.a").await.unwrap().payload, "three");
    assert_eq!(stream.direct_get_next_for_subject("RS_MESSAGES.a", Some(2)).await.unwrap().sequence, 3);
    assert!(stream.direct_get(99).await.is_err() && stream.get_raw_message(99).await.is_err());
    assert!(stream.delete_message(1).await.unwrap());
    assert!(stream.get_raw_message(1).await.is_err(), "a deleted message");
}

async fn stream_limits() {
    let own = open("RS_LIMITS").await;
    let config = Config { max_messages: 3, storage: StorageType::Memory, ..own.config() };
    let stream = own.js.create_stream(&config).await.unwrap();
    own.put("a", 1..=10).await;
    assert_eq!(state(&stream).await.first_sequence, 8);
    own.js.update_stream(Config { discard: DiscardPolicy::New, ..config }).await.unwrap();
    assert_eq!(code(&own.headed("X", "y").await.unwrap_err()), 10077);
    let aged = Config { name: "RS_AGED".into(), subjects: vec!["RS_AGED".into()], max_age: Duration::from_millis(200), ..Default::default() };
    let stream = own.js.create_stream(Config { duplicate_window: aged.max_age, ..aged }).await.unwrap();
    own.js.publish("RS_AGED", "".into()).await.unwrap().await.unwrap();
    until("end of an old message", || async { state(&stream).await.messages == 0 }).await;
}

async fn publish_expectations() {
    let own = open("RS_EXPECT").await;
    own.stream().await;
    assert_eq!(own.headed("Nats-Msg-Id", "1").await.unwrap().sequence, 1);
    assert!(own.headed("Nats-Msg-Id", "1").await.unwrap().duplicate);
    own.headed("Nats-Expected-Last-Sequence", "1").await.unwrap();
    own.headed("Nats-Expected-Last-Subject-Sequence", "2").await.unwrap();
    for (name, wanted) in [
        ("Nats-Expected-Last-Sequence", 10071),
        ("Nats-Expected-Last-Subject-Sequence", 10071),
        ("Nats-Expected-Stream", 10060),
        ("Nats-Expected-Last-Msg-Id", 10070),
    ] {
        assert_eq!(code(&own.headed(name, "1").await.unwrap_err()), wanted, "{name}");
    }
}

async fn publish_many_at_once() {
    let own = open("RS_MANY").await;
    own.stream().await;
    let mut acks = Vec::new();
    for i in 0..2000 {
        acks.push(own.js.publish("RS_MANY.a", i.to_string().into()).await.unwrap());
    }
    for (i, ack) in acks.into_iter().enumerate() {
        assert_eq!(within("acknowledgement", async { ack.await }).await.unwrap().sequence, i as u64 + 1);
    }
}

async fn publish_ttl() {
    let own = open("RS_TTL").await;
    let stream = own.js.create_stream(Config { allow_message_ttl: true, ..own.config() }).await.unwrap();
    for seconds in [1, 3600] {
        let message = PublishMessage::build().ttl(Duration::from_secs(seconds)).outbound_message("RS_TTL.a");
        own.js.send_publish("RS_TTL.a", PublishMessage::build().headers(message.headers.unwrap())).await.unwrap().await.unwrap();
    }
    until("end of the short message", || async { state(&stream).await.messages == 1 }).await;
}

async fn transform_and_republish() {
    let own = open("RS_TRANSFORM").await;
    let transform = SubjectTransform { source: "RS_TRANSFORM.in.*".into(), destination: "RS_TRANSFORM.out.$1".into() };
    let republish = Republish { source: ">".into(), destination: "rs.again.>".into(), headers_only: false };
    own.js.create_stream(Config { subject_transform: Some(transform), republish: Some(republish), ..own.config() }).await.unwrap();
    let mut again = own.peer.nc.subscribe("rs.again.>").await.unwrap();
    own.peer.settle().await;
    own.put("in.x", ["hello"]).await;
    let message = next(&mut again).await;
    assert_eq!((message.subject.as_str(), message.payload.as_ref()), ("rs.again.RS_TRANSFORM.out.x", "hello".as_bytes()));
    assert_eq!(message.headers.unwrap().get("Nats-Sequence").unwrap().as_str(), "1");
}

async fn mirror_and_sources() {
    let own = open("RS_COPIED").await;
    own.stream().await;
    own.put("a", 0..50).await;
    let source = Source { name: own.name.into(), ..Default::default() };
    let mirror = Config { name: "RS_MIRROR".into(), mirror: Some(source.clone()), ..Default::default() };
    let mirror = own.js.create_stream(mirror).await.unwrap();
    let some = Source { filter_subject: Some("RS_COPIED.b".into()), ..source };
    let sources = Config { name: "RS_SOURCES".into(), sources: Some(vec![some]), ..Default::default() };
    let sources = own.js.create_stream(sources).await.unwrap();
    own.put("b", 0..50).await;
    until("copies", || async { state(&mirror).await.messages == 100 && state(&sources).await.messages == 50 }).await;
    assert_eq!(mirror.get_raw_message(60).await.unwrap().payload, "9");
}

async fn interest() {
    let own = open("RS_INTEREST").await;
    let stream = own.js.create_stream(Config { retention: RetentionPolicy::Interest, ..own.config() }).await.unwrap();
    own.put("a", ["nobody"]).await;
    assert_eq!(state(&stream).await.messages, 0);
    let consumer = consumer(&stream, durable()).await;
    own.put("a", ["one"]).await;
    assert_eq!(take(&consumer, 1).await, "one");
    until("end", || async { state(&stream).await.messages == 0 }).await;
}

async fn work_queue() {
    let own = open("RS_WORK").await;
    let stream = own.js.create_stream(Config { retention: RetentionPolicy::WorkQueue, ..own.config() }).await.unwrap();
    own.put("a", 1..=3).await;
    let consumer = consumer(&stream, durable()).await;
    let second = async_nats::jetstream::consumer::pull::Config { durable_name: Some("e".into()), ..Default::default() };
    assert_eq!(code(&stream.create_consumer(second).await.unwrap_err()), 10099);
    assert_eq!(take(&consumer, 3).await, "1 2 3");
    until("end", || async { state(&stream).await.messages == 0 }).await;
}

async fn account_info() {
    let own = open("RS_ACCOUNT").await;
    own.stream().await;
    let account = own.js.query_account().await.unwrap();
    assert!(account.streams >= 1 && account.requests.total > 0, "{account:?}");
}

async fn restart() {
    let directory = Directory::new();
    let server = directory.serve(None).await;
    let options = ConnectOptions::new().reconnect_delay_callback(|_| Duration::from_millis(50));
    let own = Owner::of(server.open(options).await.unwrap(), "RS_RESTART");
    let stream = own.stream().await;
    own.put("a", 0..100).await;
    let consumer = consumer(&stream, durable()).await;
    take(&consumer, 40).await;
    server.signal("TERM").await;
    server.ended().await;
    let again = directory.serve(Some(server.port)).await;
    until("connection", || async { stream.get_info().await.is_ok_and(|i| i.state.messages == 100) }).await;
    assert_eq!(consumer.get_info().await.unwrap().ack_floor.stream_sequence, 40);
    assert!(take(&consumer, 60).await.starts_with("40 41 "));
    again.signal("TERM").await;
    again.ended().await;
}
