package io.rebalance;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between the rooms of the core: which package may import which. */
class RoomImportsTest {

    private static final String ROOT = "io.rebalance";

    /** One row a package: the rooms it may import. A new room is a new row, and a decision. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            room("internal.raw", "protocol"),
            room("protocol", "view", "internal.raw"), // the answer to DescribeGroups is a view
            room("assignor", "protocol", "internal.raw"),
            room("log", "protocol", "internal.raw"),
            room("view", "protocol"),
            room("", "protocol", "assignor", "log", "view"),
            room("member", "", "protocol", "assignor", "view"),
            room("embed", "", "protocol", "assignor", "log", "view"),
            room("internal.kernel", "", "protocol", "assignor", "log", "view"),
            room("internal.group", "", "protocol", "assignor", "log", "view", "internal.kernel"),
            room("internal.classic", "", "protocol", "assignor", "log", "view", "internal.kernel", "internal.group"),
            room("internal.offset", "", "protocol", "assignor", "log", "view", "internal.kernel", "internal.group"),
            room(
                    "internal.admin",
                    "",
                    "protocol",
                    "assignor",
                    "log",
                    "view",
                    "internal.kernel",
                    "internal.group",
                    "internal.classic",
                    "internal.offset"));

    /** The one class that names all rooms, because it builds the house. */
    private static final String BUILDER = ROOT + ".GroupCoordinator";

    /** Who may name the builder: the upper storey, never a room below it. */
    private static final String UPPER_STOREY = ROOT + ".embed";

    private static final Pattern IMPORT =
            Pattern.compile("(?m)^\\s*import\\s+(static\\s+)?(io\\.rebalance(?:\\.\\w+)*(?:\\.\\*)?)\\s*;");

    @Test
    void imports_ofEveryRoom_standInTheTable() throws IOException {
        Path root = Path.of("src", "main", "java");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java"))
                    .sorted()
                    .toList();
        }
        List<String> trespasses = new ArrayList<>();
        for (Path file : files) {
            trespasses.addAll(trespasses(typeOf(root.relativize(file)), Files.readString(file)));
        }

        assertThat(files).isNotEmpty();
        assertThat(trespasses).isEmpty();
    }

    @Test
    void imports_acrossAWall_areNamed() {
        assertThat(trespasses("io.rebalance.internal.classic.JoinGroup", """
                        import io.rebalance.Outcome;
                        import io.rebalance.internal.group.Seat;
                        import io.rebalance.internal.offset.Commit;
                        import static io.rebalance.internal.offset.Expiry.after;
                        import io.rebalance.GroupCoordinator;
                        """))
                .containsExactly(
                        "io.rebalance.internal.classic.JoinGroup imports io.rebalance.internal.offset (io.rebalance.internal.offset.Commit)",
                        "io.rebalance.internal.classic.JoinGroup imports io.rebalance.internal.offset (io.rebalance.internal.offset.Expiry.after)",
                        "io.rebalance.internal.classic.JoinGroup imports io.rebalance.GroupCoordinator, which only io.rebalance.embed may");
    }

    @Test
    void imports_ofTheBuilder_mayNameEveryRoom() {
        assertThat(trespasses(BUILDER, "import io.rebalance.internal.classic.*;"))
                .isEmpty();
        assertThat(trespasses(BUILDER, "import io.rebalance.embed.GroupService;"))
                .containsExactly(
                        "io.rebalance.GroupCoordinator imports io.rebalance.embed (io.rebalance.embed.GroupService)");
        assertThat(trespasses("io.rebalance.Outcome", "import io.rebalance.internal.kernel.Step;"))
                .hasSize(1);
    }

    @Test
    void rooms_thatTheTableDoesNotKnow_areNamed() {
        assertThat(trespasses("io.rebalance.internal.cellar.Barrel", ""))
                .containsExactly("io.rebalance.internal.cellar has no row in the table");
        assertThat(trespasses("io.rebalance.view.Window", "import io.rebalance.internal.cellar.*;"))
                .containsExactly("io.rebalance.view imports what no room holds: io.rebalance.internal.cellar.*");
    }

    @Test
    void table_namesOnlyRoomsItHasRowsFor() {
        assertThat(MAY_IMPORT.keySet())
                .containsAll(MAY_IMPORT.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }

    private static List<String> trespasses(String type, String source) {
        String room = type.substring(0, type.lastIndexOf('.'));
        if (!MAY_IMPORT.containsKey(room)) {
            return List.of(room + " has no row in the table");
        }
        Set<String> allowed = new TreeSet<>(MAY_IMPORT.get(room));
        allowed.add(room);
        if (type.equals(BUILDER)) {
            MAY_IMPORT.keySet().stream()
                    .filter(other -> other.startsWith(ROOT + ".internal."))
                    .forEach(allowed::add);
        }
        List<String> found = new ArrayList<>();
        for (Matcher line = IMPORT.matcher(source); line.find(); ) {
            String imported = line.group(2);
            String target = roomOf(imported);
            if (target.isEmpty()) {
                found.add(room + " imports what no room holds: " + imported);
            } else if (!allowed.contains(target)) {
                found.add(type + " imports " + target + " (" + imported + ")");
            } else if ((imported + ".").startsWith(BUILDER + ".") && !room.equals(UPPER_STOREY)) {
                found.add(type + " imports " + BUILDER + ", which only " + UPPER_STOREY + " may");
            }
        }
        return found;
    }

    /** The package of an import: all that stands before the first capital, or before the star. */
    private static String roomOf(String imported) {
        StringBuilder room = new StringBuilder();
        for (String part : imported.split("\\.")) {
            if (part.equals("*") || Character.isUpperCase(part.charAt(0))) {
                break;
            }
            room.append(room.isEmpty() ? "" : ".").append(part);
        }
        return MAY_IMPORT.containsKey(room.toString()) ? room.toString() : "";
    }

    private static String typeOf(Path file) {
        String path = file.toString().replace(file.getFileSystem().getSeparator(), ".");
        return path.substring(0, path.length() - ".java".length());
    }

    private static Map.Entry<String, Set<String>> room(String name, String... mayImport) {
        return entry(
                qualified(name),
                Stream.of(mayImport).map(RoomImportsTest::qualified).collect(Collectors.toUnmodifiableSet()));
    }

    private static String qualified(String room) {
        return room.isEmpty() ? ROOT : ROOT + "." + room;
    }
}
