package io.midge.interop.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Cases that differ on purpose: {@code CASE  ## REASON}, a line each. A case that does not differ may not be listed. */
final class KnownDifferences {
    private final Map<String, String> reasons = new LinkedHashMap<>();

    static KnownDifferences read(Path file) throws IOException {
        KnownDifferences known = new KnownDifferences();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" +## +", 2);
            if (!line.isBlank() && !line.startsWith("##")) {
                if (parts.length < 2 || parts[1].isBlank()) {
                    throw new IllegalArgumentException("no reason in " + file + ": " + line);
                }
                known.reasons.put(parts[0].strip(), parts[1].strip());
            }
        }
        return known;
    }

    Optional<String> reason(ConfigCase configCase) {
        return Optional.ofNullable(reasons.get(configCase.name()));
    }
}
