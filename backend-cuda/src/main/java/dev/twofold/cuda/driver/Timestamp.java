package dev.twofold.cuda.driver;

import jcuda.driver.CUevent;
import jcuda.driver.JCudaDriver;

/// A point in a stream's work, whose time the device notes: an event in the driver's words.
public final class Timestamp extends Resource {

  private final CUevent event;

  private Timestamp(Context context, CUevent event) {
    super(context, "an event", () -> JCudaDriver.cuEventDestroy(event));
    this.event = event;
  }

  static Timestamp create(Context context) {
    context.use();
    CUevent event = new CUevent();
    context.check(JCudaDriver.cuEventCreate(event, 0), "cuEventCreate");
    return new Timestamp(context, event);
  }

  /// The handle.
  CUevent event() {
    return event;
  }

  /// Waits until the stream has come here.
  ///
  /// @throws dev.twofold.spi.BackendException if the work before failed
  public void await() {
    Context context = context();
    context.use();
    context.check(JCudaDriver.cuEventSynchronize(event), "cuEventSynchronize");
  }

  /// The time since an earlier point, in milliseconds. Both must have been reached.
  ///
  /// @throws dev.twofold.spi.BackendException if one was not recorded
  public float since(Timestamp earlier) {
    Context context = context();
    float[] time = new float[1];
    context.check(JCudaDriver.cuEventElapsedTime(time, earlier.event, event), "cuEventElapsedTime");
    return time[0];
  }
}
