package io.jenkins.plugins.gitops.environments;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;

/** The permissions that this plugin adds; both can be granted on a folder or a single job. */
public final class GitopsPermissions {

    public static final PermissionGroup GROUP =
            new PermissionGroup(GitopsPermissions.class, Messages._GitopsPermissions_title());

    /** To have a build of this job deliver to an environment that the job may use. */
    public static final Permission DEPLOY = new Permission(
            GROUP, "Deploy", Messages._GitopsPermissions_deploy(), Jenkins.ADMINISTER, PermissionScope.ITEM);

    private GitopsPermissions() {}

    /** Security realms read their configuration early: a permission that is not known by then would be dropped. */
    @Initializer(before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        // Loading this class is what registers the permission.
    }
}
