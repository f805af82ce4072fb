package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.MapAssignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.embed.FlightEvents;
import io.rebalance.embed.GroupService;
import io.rebalance.embed.Journal;
import io.rebalance.embed.JournalException;
import io.rebalance.embed.MemoryJournal;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.LogHeader;
import io.rebalance.log.RecordCodec;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordReader;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordWriter;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Null, where it is not allowed, is refused with its argument's name: every public constructor and method of every public
 * type, and every argument that is not {@code @Nullable}; lists with a null within likewise. Views and events are left
 * out: the library makes them, and the host only reads them.
 */
class NullArgumentsTest {

    private static final List<String> PACKAGES = List.of("", "assignor", "embed", "log", "protocol");

    private static final ScheduledExecutorService EXECUTOR = new ScheduledThreadPoolExecutor(0);

    /** A value of each type that an argument, or the object whose method is called, may have. */
    private static final Map<Class<?>, Supplier<?>> SAMPLES = samples();

    @AfterAll
    static void shutDown() {
        EXECUTOR.shutdownNow();
    }

    static Stream<Arguments> arguments() throws IOException {
        List<Arguments> arguments = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            Stream.concat(Stream.of(type.getConstructors()), Stream.of(type.getDeclaredMethods()))
                    .filter(NullArgumentsTest::isCalledByTheHost)
                    .forEach(executable -> addEach(arguments, executable));
        }
        return arguments.stream();
    }

    private static void addEach(List<Arguments> arguments, Executable executable) {
        for (int i = 0; i < executable.getParameterCount(); i++) {
            AnnotatedType type = executable.getAnnotatedParameterTypes()[i];
            boolean mayBeNull =
                    type.isAnnotationPresent(Nullable.class) || executable.getParameterTypes()[i].isPrimitive();
            if (!mayBeNull) {
                arguments.add(Arguments.of(executable, i, null));
            }
            boolean isQuestion = executable.getName().equals("offers"); // which answers no to whatever is not offered
            if (Collection.class.isAssignableFrom(executable.getParameterTypes()[i]) && !isQuestion) {
                arguments.add(Arguments.of(executable, i, Collections.singletonList(null)));
            }
        }
    }

    @ParameterizedTest(name = "{0}, argument {1} is {2}")
    @MethodSource("arguments")
    void nullArgument_isRefusedByName(Executable executable, int index, @Nullable Object bad) {
        Object[] arguments = new Object[executable.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = sample(executable.getParameterTypes()[i]);
        }
        arguments[index] = bad;

        String what = executable + ", argument " + index;
        Throwable thrown = catchThrowable(() -> call(executable, arguments));

        assertThat(thrown).as(what).isInstanceOf(NullPointerException.class);
        assertThat(thrown.getMessage())
                .satisfies(message -> assertThat(names(executable, index))
                        .as("what \"%s\" tells of %s", message, what)
                        .anyMatch(name -> message != null && message.contains(name)));
    }

    /** What an argument may be called: by its name; what a method sets, by that of the method; one of many, in the singular. */
    private static List<String> names(Executable executable, int index) {
        String name = executable.getParameters()[index].getName();
        return name.equals("value") ? List.of(executable.getName(), name) : List.of(name, name.replaceAll("s$", ""));
    }

    /** Calls it; what a builder is told it may refuse as late as in {@code build}. */
    private static void call(Executable executable, Object[] arguments) throws Throwable {
        try {
            if (executable instanceof Method method) {
                boolean isStatic = Modifier.isStatic(method.getModifiers());
                Object result = method.invoke(isStatic ? null : sample(method.getDeclaringClass()), arguments);
                if (result instanceof JoinGroupRequest.Builder builder) {
                    builder.build();
                }
            } else {
                ((Constructor<?>) executable).newInstance(arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static boolean isCalledByTheHost(Executable executable) {
        return Modifier.isPublic(executable.getModifiers())
                && !Modifier.isAbstract(executable.getModifiers())
                && !executable.isSynthetic()
                && !executable.getName().equals("equals")
                && !executable.getDeclaringClass().isEnum();
    }

    private static List<Class<?>> publicTypes() throws IOException {
        List<Class<?>> types = new ArrayList<>();
        for (String name : PACKAGES) {
            Path folder = Path.of("target", "classes", "io", "rebalance", name);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    String simple = file.getFileName().toString();
                    if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
                        String prefix = name.isEmpty() ? "io.rebalance." : "io.rebalance." + name + ".";
                        Class<?> type = load(prefix + simple.substring(0, simple.length() - ".class".length()));
                        if (isPublic(type)) {
                            types.add(type);
                        }
                    }
                }
            }
        }
        assertThat(types).hasSizeGreaterThan(60);
        return types;
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isPublic(outer));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, NullArgumentsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Object sample(Class<?> type) {
        Supplier<?> sample = SAMPLES.get(type);
        if (sample == null) {
            throw new AssertionError("there is no sample of " + type);
        }
        return sample.get();
    }

    private static Map<Class<?>, Supplier<?>> samples() {
        Map<Class<?>, Supplier<?>> samples = new HashMap<>();
        samplesOfTheJdk(samples);
        samplesOfRequests(samples);
        samplesOfRecords(samples);
        TopicPartition partition = new TopicPartition("orders", 0);
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", 1)
                .member("m", List.of("orders"))
                .build();
        samples.put(AssignmentInput.class, () -> input);
        samples.put(
                AssignmentInput.Builder.class, () -> AssignmentInput.builder().member("text", List.of()));
        samples.put(RebalanceMode.class, () -> RebalanceMode.EAGER);
        samples.put(Assignment.class, () -> Assignment.of(new int[] {0}));
        samples.put(Assignor.class, () -> Driver.dealer("range", RebalanceMode.EAGER));
        samples.put(Assignor[].class, () -> new Assignor[0]);
        samples.put(MapAssignor.class, () -> new MapAssignor() {
            @Override
            public String name() {
                return "map";
            }

            @Override
            public Map<String, List<TopicPartition>> assign(
                    SortedMap<String, List<String>> subscriptions, SortedMap<String, Integer> partitionCounts) {
                return Map.of();
            }
        });
        samples.put(Clock.class, () -> (Clock) () -> 0);
        samples.put(MemberIds.class, MemberIds::random);
        samples.put(TopicCatalog.class, TopicCatalog::empty);
        samples.put(CoordinatorConfig.class, CoordinatorConfig::defaults);
        samples.put(CoordinatorConfig.Builder.class, CoordinatorConfig::builder);
        samples.put(GroupCoordinator.class, () -> GroupCoordinator.builder().build());
        samples.put(GroupCoordinator.Builder.class, GroupCoordinator::builder);
        samples.put(Journal.class, MemoryJournal::new);
        samples.put(MemoryJournal.class, MemoryJournal::new);
        samples.put(
                GroupService.class,
                () -> GroupService.of(GroupCoordinator.builder().build(), new MemoryJournal()));
        samples.put(JournalException.class, () -> JournalException.fenced("text"));
        samples.put(TopicPartition.class, () -> partition);
        samples.put(TopicPartitions.class, () -> TopicPartitions.of("orders", 0));
        samples.put(Bytes.class, () -> Bytes.EMPTY);
        samples.put(ErrorCode.class, () -> ErrorCode.NOT_COORDINATOR);
        return samples;
    }

    private static void samplesOfTheJdk(Map<Class<?>, Supplier<?>> samples) {
        samples.put(String.class, () -> "text");
        samples.put(int.class, () -> 0);
        samples.put(short.class, () -> (short) 0);
        samples.put(long.class, () -> 0L);
        samples.put(boolean.class, () -> false);
        samples.put(int[].class, () -> new int[0]);
        samples.put(byte[].class, () -> new byte[0]);
        samples.put(List.class, List::of);
        samples.put(Collection.class, List::of);
        samples.put(Map.class, Map::of);
        samples.put(Duration.class, () -> Duration.ofMinutes(1));
        samples.put(ByteBuffer.class, () -> ByteBuffer.allocate(0));
        samples.put(InputStream.class, () -> new ByteArrayInputStream(LogHeader.SINGLE.toBytes()));
        samples.put(Consumer.class, () -> (Consumer<Object>) x -> {});
        samples.put(UnaryOperator.class, UnaryOperator::identity);
        samples.put(Throwable.class, Throwable::new);
        samples.put(ScheduledExecutorService.class, () -> EXECUTOR);
    }

    private static void samplesOfRequests(Map<Class<?>, Supplier<?>> samples) {
        HeartbeatRequest heartbeat = HeartbeatRequest.of("g", 1, "m");
        samples.put(GroupRequest.class, () -> heartbeat);
        samples.put(FlightEvents.class, FlightEvents::listener);
        samples.put(GroupEvent.class, () -> new GroupEvent.StoreFailed(ErrorCode.NOT_COORDINATOR, 1, 1));
        samples.put(GroupResponse.class, () -> HeartbeatResponse.of(ErrorCode.NONE));
        samples.put(HeartbeatRequest.class, () -> heartbeat);
        samples.put(JoinGroupRequest.class, () -> JoinGroupRequest.builder("g").build());
        samples.put(JoinGroupRequest.Builder.class, () -> JoinGroupRequest.builder("g"));
        samples.put(SyncGroupRequest.class, () -> SyncGroupRequest.of("g", 1, "m"));
        samples.put(LeaveGroupRequest.class, () -> LeaveGroupRequest.of("g", "m"));
        samples.put(OffsetCommitRequest.class, () -> OffsetCommitRequest.of("g", 1, "m", List.of()));
        samples.put(OffsetFetchRequest.class, () -> OffsetFetchRequest.all("g"));
        samples.put(OffsetDeleteRequest.class, () -> new OffsetDeleteRequest("g", List.of()));
        samples.put(TxnOffsetCommitRequest.class, () -> new TxnOffsetCommitRequest("g", 1, 1, 1, "m", null, List.of()));
        samples.put(EndTransactionRequest.class, () -> new EndTransactionRequest(1, 1, true));
        samples.put(DescribeGroupRequest.class, () -> new DescribeGroupRequest("g"));
        samples.put(ListGroupsRequest.class, ListGroupsRequest::all);
        samples.put(DeleteGroupRequest.class, () -> new DeleteGroupRequest("g"));
        samples.put(ConsumerSubscription.class, () -> ConsumerSubscription.of(List.of()));
        samples.put(ConsumerAssignment.class, () -> ConsumerAssignment.of(List.of()));
        samples.put(GroupView.class, () -> GroupView.dead("g"));
    }

    private static void samplesOfRecords(Map<Class<?>, Supplier<?>> samples) {
        RecordKey key = new RecordKey.Group("g");
        RecordValue.CommittedOffset offset = new RecordValue.CommittedOffset(1, -1, "", 0, -1, 0);
        samples.put(RecordKey.class, () -> key);
        samples.put(RecordValue.class, () -> new RecordValue.ClassicGroup("", null, 0, null, false, 0, List.of()));
        samples.put(RecordValue.CommittedOffset.class, () -> offset);
        samples.put(
                RecordValue.ClassicMember.class,
                () -> new RecordValue.ClassicMember("m", null, "c", "h", 1, 1, List.of(), Bytes.EMPTY, List.of()));
        samples.put(GroupRecord.class, () -> new GroupRecord(key, null));
        samples.put(RecordCodec.class, RecordCodec::new);
        samples.put(RecordWriter.class, RecordWriter::new);
        samples.put(LogHeader.class, () -> LogHeader.SINGLE);
        samples.put(RecordReader.class, () -> {
            try {
                return RecordReader.of(new ByteArrayInputStream(LogHeader.SINGLE.toBytes()), LogHeader.SINGLE);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }
}
