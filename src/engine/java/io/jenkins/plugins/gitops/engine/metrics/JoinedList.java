package io.jenkins.plugins.gitops.engine.metrics;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Lists one behind the other, without a copy of what is in them. None of them may be empty, or change. */
final class JoinedList<E> extends AbstractList<E> {

    private final List<List<E>> parts;

    /** The index of each part's first element, and the size; made when it is asked for. */
    private int[] starts;

    JoinedList(List<List<E>> parts) {
        this.parts = parts;
    }

    private synchronized int[] starts() {
        if (starts == null) {
            starts = new int[parts.size() + 1];
            for (int i = 0; i < parts.size(); i++) {
                starts[i + 1] = starts[i] + parts.get(i).size();
            }
        }
        return starts;
    }

    @Override
    public E get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index + " of " + size());
        }
        int found = Arrays.binarySearch(starts(), index);
        int part = found < 0 ? -found - 2 : found;
        return parts.get(part).get(index - starts()[part]);
    }

    @Override
    public int size() {
        return starts()[parts.size()];
    }

    /** Without a search for each element. */
    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private int part;
            private int index;

            @Override
            public boolean hasNext() {
                return part < parts.size();
            }

            @Override
            public E next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<E> present = parts.get(part);
                E element = present.get(index++);
                if (index == present.size()) {
                    part++;
                    index = 0;
                }
                return element;
            }
        };
    }
}
