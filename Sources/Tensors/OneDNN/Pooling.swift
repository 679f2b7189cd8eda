import COneDNN

extension Tensor {
  /// The largest value under each place of the window, and which one it was, for the pullback.
  public func maxPooled(_ window: Window) -> (value: Tensor, choice: PoolingChoice) {
    PoolingPlan.cache.with(PoolingKey(input: shape, window: window), make: { PoolingPlan(shape, window) }) { plan in
      let choice = Storage(count: (plan.workspace.bytes + 3) / 4)
      let value = Tensor(uninitialized: plan.output) { result in
        plan.forward.run(storage.base, result.baseAddress!, choice.base)
      }
      return (value, PoolingChoice(storage: choice, input: shape, window: window))
    }
  }

  /// Each gradient at the place that had been the largest; sums where windows overlap.
  public static func maxPoolPullback(_ gradient: Tensor, _ choice: PoolingChoice) -> Tensor {
    let key = PoolingKey(input: choice.input, window: choice.window)
    return PoolingPlan.cache.with(key, make: { PoolingPlan(choice.input, choice.window) }) { plan in
      Tensor(uninitialized: choice.input) { result in
        plan.backward.run(gradient.storage.base, choice.storage.base, result.baseAddress!)
      }
    }
  }
}

/// Which element each maximum of a pooling came from.
public struct PoolingChoice: Sendable {
  let storage: Storage
  let input: Shape
  let window: Window
}

private struct PoolingKey: Hashable {
  let input: Shape
  let window: Window
  let threads = Machine.threadCount
}

private final class PoolingPlan {
  static let cache = PrimitiveCache<PoolingKey, PoolingPlan>()

  let forward, backward: Primitive
  let workspace: Layout
  let output: Shape

  init(_ input: Shape, _ window: Window) {
    let size = window.outputSize(height: input[1], width: input[2])
    output = [input[0], size.height, size.width, input[3]]
    let action = "take the maximum of \(input) under \(window.height)×\(window.width)"
    let x = Layout([input[0], input[3], input[1], input[2]], dnnl_nhwc)
    let y = Layout([output[0], output[3], output[1], output[2]], dnnl_nhwc)
    let strides = [Int64(window.strideHeight), Int64(window.strideWidth)]
    let kernel = [Int64(window.height), Int64(window.width)]
    let before = [Int64(window.top), Int64(window.left)]
    let after = [
      Int64((size.height - 1) * window.strideHeight + window.height - input[1] - window.top),
      Int64((size.width - 1) * window.strideWidth + window.width - input[2] - window.left),
    ]
    var operation = dnnl_pooling_desc_t()
    withUnsafePointer(to: x.descriptor) { x in
      withUnsafePointer(to: y.descriptor) { y in
        check(
          dnnl_pooling_forward_desc_init(
            &operation, dnnl_forward_training, dnnl_pooling_max, x, y, strides, kernel, before, after), action)
      }
    }
    let forward = PrimitiveDescription(operation, action)
    withUnsafePointer(to: x.descriptor) { x in
      withUnsafePointer(to: y.descriptor) { y in
        check(
          dnnl_pooling_backward_desc_init(&operation, dnnl_pooling_max, x, y, strides, kernel, before, after), action)
      }
    }
    let backward = PrimitiveDescription(operation, action, hint: forward)
    workspace = forward.layout(dnnl_query_workspace_md)
    self.forward = Primitive(
      forward, [(DNNL_ARG_SRC, x), (DNNL_ARG_DST, y), (DNNL_ARG_WORKSPACE, workspace)],
      named: "max-pooling forward", of: [input])
    self.backward = Primitive(
      backward, [(DNNL_ARG_DIFF_DST, y), (DNNL_ARG_WORKSPACE, workspace), (DNNL_ARG_DIFF_SRC, x)],
      named: "max-pooling backward", of: [input])
  }
}
