package io.jenkins.plugins.gitops.engine.manifest.image.place;

/**
 * Where an image stands that is to be set and cannot be set there.
 *
 * @param place what goes on a message that says that the image was not found
 * @param remedy how it could be set
 */
public record ImageElsewhere(String place, String remedy) {}
