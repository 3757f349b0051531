package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.drift.SeenDrift;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealFight;
import io.jenkins.plugins.gitops.engine.delivery.drift.HealRecord;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What differs in an environment from the newest delivery's commit, as it was last looked at. */
@ExportedBean(defaultVisibility = 3)
public final class DriftView {

    /** What a page shows; {@code gitops drift} shows all. */
    private static final int MOST = 20;

    private final String application;
    private final String environment;
    private final SeenDrift seen;

    DriftView(String application, String environment, SeenDrift seen) {
        this.application = application;
        this.environment = environment;
        this.seen = seen;
    }

    @Exported
    public String getApplication() {
        return application;
    }

    @Exported
    public String getEnvironment() {
        return environment;
    }

    /** When it was looked at. */
    @Exported
    public Date getAt() {
        return Date.from(seen.at());
    }

    /** How many differences there are. */
    @Exported
    public int getCount() {
        return seen.state().drifts().size();
    }

    /** Why the last look failed, or why nothing is put back; empty for neither. */
    @Exported
    public String getTrouble() {
        return seen.trouble().or(() -> seen.state().refusal()).orElse("");
    }

    /** The first ones, at most {@value #MOST}. */
    @Exported
    public List<Difference> getDifferences() {
        Set<List<Object>> givenUp = new HashSet<>();
        seen.state().fights().stream()
                .filter(fight -> fight.givenUp().isPresent())
                .map(DriftView::place)
                .forEach(givenUp::add);
        return seen.state().drifts().stream()
                .limit(MOST)
                .map(drift -> new Difference(
                        drift, givenUp.contains(List.of(drift.object().key(), drift.path()))))
                .toList();
    }

    private static List<Object> place(HealFight fight) {
        return List.of(fight.object(), fight.path());
    }

    /** What was put back last; empty when nothing was. */
    @Exported
    public String getPutBack() {
        List<HealRecord> heals = seen.state().heals();
        return heals.isEmpty() ? "" : heals.get(heals.size() - 1).text();
    }

    /** One field, or one object. */
    @ExportedBean(defaultVisibility = 4)
    public static final class Difference {

        private final StandingDrift drift;
        private final boolean givenUp;

        Difference(StandingDrift drift, boolean givenUp) {
            this.drift = drift;
            this.givenUp = givenUp;
        }

        /** Object and field. */
        @Exported
        public String getPlace() {
            return ShownText.line(drift.place());
        }

        /** {@code changed}, {@code missing} or {@code left_over}. */
        @Exported
        public String getKind() {
            return drift.kind().word();
        }

        @Exported
        public String getWanted() {
            return ShownText.line(drift.wanted());
        }

        @Exported
        public String getLive() {
            return ShownText.line(drift.live());
        }

        /** Who set it; empty where the server does not say. */
        @Exported
        public String getManager() {
            return ShownText.line(drift.manager().orElse(""));
        }

        @Exported
        public Date getSince() {
            return Date.from(drift.since());
        }

        /** Whether it is not put back any more. */
        @Exported
        public boolean isGivenUp() {
            return givenUp;
        }
    }
}
