package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.ExportOptions;
import io.midge.options.ImportOptions;
import io.midge.subject.Subjects;
import io.midge.subject.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether an account lets another one import something: nothing that it does not export, and that not to everybody. */
final class Exports {
    private Exports() {}

    /** What an account exports of one kind, each subject once: who says it twice lets both lists of accounts import it. */
    static List<ExportOptions> merged(List<ExportOptions> exports, boolean service) {
        Map<String, ExportOptions> bySubject = new LinkedHashMap<>();
        for (ExportOptions each : exports) {
            if (each.service() == service) {
                bySubject.merge(each.subject(), each, Exports::merge);
            }
        }
        return List.copyOf(bySubject.values());
    }

    private static ExportOptions merge(ExportOptions one, ExportOptions next) {
        List<String> accounts = new ArrayList<>(one.accounts());
        accounts.addAll(next.accounts());
        boolean guarded = next.accountTokenPosition() > 0 || !next.accounts().isEmpty();
        return new ExportOptions(
                one.service(),
                one.subject(),
                accounts,
                guarded ? next.accountTokenPosition() : one.accountTokenPosition(),
                next.response() == ExportOptions.Response.SINGLETON ? one.response() : next.response(),
                next.responseThreshold().isZero() ? one.responseThreshold() : next.responseThreshold(),
                next.latency() == null ? one.latency() : next.latency(),
                one.allowTrace() || next.allowTrace());
    }

    /** Whether exports of one kind allow an import: the one of this very subject if there is one, else one around it. */
    static boolean approve(List<ExportOptions> exports, ImportOptions wanted, String importer) {
        byte[] subject = bytes(wanted.subject());
        ExportOptions found = null;
        for (ExportOptions each : exports) {
            byte[] exported = bytes(each.subject());
            if (Arrays.equals(exported, subject)) {
                return each.accountTokenPosition() == 0 && allows(each, wanted.subject(), importer);
            }
            if (found == null && Subjects.isSubset(subject, exported)) {
                found = each;
            }
        }
        return found != null && allows(found, wanted.subject(), importer);
    }

    private static boolean allows(ExportOptions export, String subject, String importer) {
        int position = export.accountTokenPosition();
        if (position > 0) {
            String[] tokens = subject.split("\\.", -1);
            return position <= tokens.length && tokens[position - 1].equals(importer);
        }
        return export.accounts().isEmpty() || export.accounts().contains(importer);
    }

    /** The export of this very subject, else the first one around it; null if there is none. */
    static @Nullable ServiceExport find(List<ServiceExport> exports, String subject) {
        byte[] wanted = bytes(subject);
        ServiceExport found = null;
        for (ServiceExport each : exports) {
            if (each.isExactly(wanted)) {
                return each;
            }
            if (found == null && each.isFor(wanted)) {
                found = each;
            }
        }
        return found;
    }

    private static byte[] bytes(String subject) {
        return ByteText.bytes(Transform.starred(subject));
    }
}
