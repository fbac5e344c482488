package io.midge;

import io.midge.log.LineHead;
import io.midge.log.LogSink;
import io.midge.log.NatsLogSink;
import io.midge.log.SyslogSink;
import io.midge.loop.Clock;
import io.midge.loop.Lanes;
import java.io.IOException;

/**
 * Opens the places that the command's log may go to. nats-server takes a file before a remote syslog before the local one
 * before standard error. Each text of an exception is for operators, behind {@link #early}.
 */
final class LogSinks {
    /** What syslog lines are tagged with. */
    private static final String TAG = "nats-server";

    private final LineHead head;

    /** With or without a time on each line, which is local or UTC. */
    LogSinks(Clock clock, boolean logtime, boolean utc) {
        head = new LineHead(ProcessHandle.current().pid(), clock::epochMicros, logtime, utc);
    }

    /** A line for standard error that says why there is no log. */
    String early(String text) {
        return head.early(text);
    }

    LogSink standardError() {
        return NatsLogSink.toStandardError(head);
    }

    /** The end of a file; above a size in bytes a new one begins. 0 stands for no limit of either kind. */
    LogSink file(String name, long sizeLimit, long maxFiles) throws IOException {
        return NatsLogSink.toFile(name, sizeLimit, maxFiles, head);
    }

    /** The syslog service of this machine. */
    LogSink localSyslog() throws IOException {
        return SyslogSink.local(head, TAG, LogSinks::start);
    }

    /** The syslog service that a URL names. */
    LogSink remoteSyslog(String url) throws IOException {
        return SyslogSink.remote(url, head, TAG, LogSinks::start);
    }

    private static void start(Runnable sender) {
        Lanes.start("nats-syslog", true, sender);
    }
}
