package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.util.List;
import java.util.stream.Stream;

/** A file in which images can be set; one class for each form in which files hold them. */
interface ImageFile {

    /** The images as they are written now; templates and what is no reference are left out. */
    List<ImageReference> references();

    /**
     * The repositories that are named here, if only by a template or a marker.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with file and line, when a marker is wrong
     */
    Stream<ImageReference> named();

    /** Sets the images that this file names; what cannot be edited is added to the problems. */
    FileEdit set(RequestedImages images, FileProblems problems);
}
