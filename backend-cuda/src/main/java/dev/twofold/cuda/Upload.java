package dev.twofold.cuda;

import dev.twofold.cuda.plan.Constants;

/// Data that is uploaded once.
///
/// @param data the data
/// @param region where to
record Upload(Constants data, Region region) {}
