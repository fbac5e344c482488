package io.midge.conf.file;

import io.midge.options.ImportOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What accounts import. Where nats-server's answer depends on the order of the fields, here the fields do not go together. */
final class ImportReader {
    private ImportReader() {}

    /** The imports of an account. */
    static List<ImportOptions> read(Block account) {
        List<ImportOptions> imports = new ArrayList<>();
        Map<List<String>, String> services = new HashMap<>();
        for (Block block : account.blocks("imports")) {
            ImportOptions each = read(block, block.problems());
            if (each == null) {
                continue;
            }
            String to = each.to().isEmpty() ? each.subject() : each.to();
            String before = each.service() ? services.putIfAbsent(List.of(each.account(), to), each.subject()) : null;
            if (before != null) {
                block.problems()
                        .error(
                                block.at(),
                                "Duplicate service import subject \"" + to
                                        + "\", previously used in import for account \"" + each.account()
                                        + "\", subject \"" + before + '"');
            }
            imports.add(each);
        }
        return imports;
    }

    /** Null if it is neither a stream nor a service, which imports nothing, and if it is wrong. */
    private static @Nullable ImportOptions read(Block block, Problems problems) {
        Block stream = block.block("stream");
        Block service = block.block("service");
        String to = block.text("to");
        String prefix = block.text("prefix");
        boolean share = block.bool(false, "share");
        boolean trace = block.bool(false, "allow_trace");
        if (stream != null && service != null) {
            problems.error(block.at(), "Detected service but already saw a stream; write an entry for each");
        } else if (stream != null && block.has("to") && !prefix.isEmpty()) {
            problems.error(block.at(), "Stream import can not have a 'prefix' and a 'to' property");
        } else if (service != null && block.has("allow_trace")) {
            problems.error(block.at(), "Detected allow_trace directive on a non-stream");
        }
        block.end();
        Block of = service == null ? stream : service;
        if (of == null) {
            return null;
        }
        String account = of.text("account");
        String subject = of.text("subject");
        of.end();
        if (account.isEmpty() || subject.isEmpty()) {
            problems.error(of.at(), "Expect an account name and a subject");
            return null;
        }
        return new ImportOptions(service != null, account, subject, to, prefix, share, trace);
    }
}
