package io.midge.jetstream.consumer;

/** What the consumers of one stream share. */
record Crew(
        StreamDoor stream,
        Advisories advisories,
        Status status,
        Inbox inbox,
        Turns turns,
        Ledger ledger,
        Audience audience,
        Removals removals,
        Holders holders) {}
