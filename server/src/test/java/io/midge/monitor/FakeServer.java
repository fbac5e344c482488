package io.midge.monitor;

import io.midge.account.Account;
import io.midge.options.Options;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A server that has one of each. */
final class FakeServer implements ServerView {
    private final Options options;
    FakeConnections connections = new FakeConnections();
    List<Account> accounts = List.of();
    String id = "NID";
    Instant now = Instant.parse("2026-11-22T01:02:03.75Z");
    volatile boolean broken;

    FakeServer(Options options) {
        this.options = options;
    }

    @Override
    public Identity identity() {
        var start = Instant.parse("2026-11-21T00:00:00.5Z");
        return new Identity(id, "s<1>", "2.15.2", "0.1.0", "Test 25", 2, start);
    }

    @Override
    public Options options() {
        return options;
    }

    @Override
    public String host() {
        return options.host();
    }

    @Override
    public boolean authRequired() {
        return false;
    }

    @Override
    public int port() {
        return options.port();
    }

    @Override
    public int port(String block) {
        return 0;
    }

    @Override
    public String cluster() {
        return "";
    }

    @Override
    public Configured configured() {
        return new Configured("", Instant.parse("2026-11-21T00:00:00Z"));
    }

    @Override
    public Counters counters() {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        return new Counters(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Override
    public Optional<Instant> certificateExpires() {
        return Optional.empty();
    }

    @Override
    public Connections connections() {
        return connections;
    }

    @Override
    public Collection<Account> accounts() {
        return accounts;
    }

    @Override
    public String systemAccount() {
        return "$SYS";
    }

    @Override
    public ProcessUsage.Sample usage() {
        return new ProcessUsage.Sample(4096, 12.5);
    }

    @Override
    public Instant now() {
        return now;
    }
}
