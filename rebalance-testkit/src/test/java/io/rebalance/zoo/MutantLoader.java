package io.rebalance.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads every class of this project anew, so that a lane is linked against the mutant: some classes have other bytes than
 * those of the class path, all else is shared.
 */
final class MutantLoader extends ClassLoader {

    private static final String OURS = "io.rebalance.";

    private final Map<String, byte[]> lanes;
    private final Map<String, byte[]> mutated;

    /**
     * @param lanes classes that are not on the class path, by name
     * @param mutated classes that are others here, by name
     */
    MutantLoader(Map<String, byte[]> lanes, Map<String, byte[]> mutated) {
        super(MutantLoader.class.getClassLoader());
        this.lanes = lanes;
        this.mutated = mutated;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = bytes(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                loaded = defineClass(name, bytes, 0, bytes.length);
            }
            return loaded;
        }
    }

    private byte @Nullable [] bytes(String name) throws ClassNotFoundException {
        byte[] bytes = mutated.getOrDefault(name, lanes.get(name));
        if (bytes != null) {
            return bytes;
        }
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
