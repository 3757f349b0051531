package io.jenkins.plugins.gitops.engine.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Docker's client with its daemon. It writes no digest file, so a third command asks for the digest after the push. It
 * has no option for a registry without TLS: that is set in the daemon's configuration.
 */
final class Docker implements ImageBuilder {

    @Override
    public String executable() {
        return "docker";
    }

    @Override
    public List<BuilderCommand> commands(ImageBuild image, String digestFile) {
        String target = image.target().toString();
        List<String> build = new ArrayList<>(List.of(executable(), "build"));
        if (image.pull()) {
            build.add("--pull");
        }
        build.addAll(image.arguments());
        return List.of(
                new BuilderCommand(BuilderCommand.Purpose.BUILD, build),
                new BuilderCommand(BuilderCommand.Purpose.PUSH, List.of(executable(), "push", target)),
                new BuilderCommand(
                        BuilderCommand.Purpose.INSPECT,
                        List.of(executable(), "image", "inspect", "--format", "{{json .RepoDigests}}", target)));
    }

    @Override
    public List<BuilderCommand> pushAs(ImageBuild image, ImageReference other) {
        return List.of(
                new BuilderCommand(
                        BuilderCommand.Purpose.PUSH,
                        List.of(executable(), "tag", image.target().toString(), other.toString())),
                new BuilderCommand(BuilderCommand.Purpose.PUSH, List.of(executable(), "push", other.toString())));
    }

    /** The content is a JSON list of name@digest. An image that was pushed to two registries has two entries. */
    @Override
    public ImageReference digest(ImageReference target, String digestFileContent) {
        try {
            return Arrays.stream(new ObjectMapper().readValue(digestFileContent.strip(), String[].class))
                    .map(ImageReference::parse)
                    .filter(target::sameRepository)
                    .findFirst()
                    .flatMap(ImageReference::digest)
                    .map(target::withDigest)
                    .orElseThrow(() -> new GitopsException(noDigest(target), remedy(target)));
        } catch (JsonProcessingException e) {
            throw new GitopsException(noDigest(target), remedy(target), e);
        }
    }

    private static String noDigest(ImageReference target) {
        return "docker pushed " + target + " but does not report its digest";
    }

    private static String remedy(ImageReference target) {
        return "Run 'docker image inspect " + target + "' on that machine; its RepoDigests must name the image";
    }
}
