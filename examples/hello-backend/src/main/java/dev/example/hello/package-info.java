/// The smallest useful backend: depthwise and pointwise convolution.
@NullMarked
package dev.example.hello;

import org.jspecify.annotations.NullMarked;
