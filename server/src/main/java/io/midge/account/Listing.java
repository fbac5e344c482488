package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.AccountOptions;
import io.midge.options.ExportOptions;
import io.midge.options.ImportOptions;
import io.midge.subject.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an account shares at one moment, as monitoring shows it: also what the server itself added.
 *
 * @param exports services first
 * @param imports streams first
 * @param mappings destinations of each source
 */
public record Listing(List<ExportOptions> exports, List<Import> imports, Map<String, List<Destination>> mappings) {
    /**
     * What is taken from another account.
     *
     * @param options where it comes from
     * @param here its subject here, wildcards without a number
     * @param latency how the time of a service is taken; null: not at all
     */
    public record Import(ImportOptions options, String here, ExportOptions.@Nullable Latency latency) {}

    /**
     * Where messages go.
     *
     * @param subject the subject; empty: nowhere
     * @param upTo of a hundred numbers from 1, those up to this one are for it or for one listed before it
     * @param cluster only for messages that are published in this cluster; empty: in all that have no list of their own
     */
    public record Destination(String subject, int upTo, String cluster) {}

    static Listing of(Shares shares) {
        AccountOptions options = shares.options();
        Stream<ExportOptions> streams =
                options == null ? Stream.empty() : options.exports().stream().filter(each -> !each.service());
        List<ExportOptions> exports = Stream.concat(shares.exports().stream().map(ServiceExport::options), streams)
                .toList();
        List<Import> imports = new ArrayList<>();
        Map<String, List<Destination>> mappings = new LinkedHashMap<>();
        if (options != null) {
            options.imports().stream()
                    .filter(each -> !each.service())
                    .forEach(each -> imports.add(new Import(each, Transform.starred(StreamImport.here(each)), null)));
            options.mappings().forEach(each -> mappings.put(each.source(), WeightedMapping.listed(each)));
        }
        shares.services()
                .forEach(each -> imports.add(new Import(
                        each.options(),
                        ByteText.of(each.from()),
                        each.export().options().latency())));
        return new Listing(exports, List.copyOf(imports), mappings);
    }
}
