package dev.twofold.cuda;

import dev.twofold.cuda.driver.Gpu;
import dev.twofold.cuda.plan.StepSelection;

/// What kernels are made by.
///
/// @param gpu the device
/// @param library its kernels
/// @param selection chooses among them
/// @param settings what the user asked for
record Engine(Gpu gpu, KernelLibrary library, StepSelection selection, Settings settings) {}
