import COneDNN
import Requirements
import Synchronization

/// The processor as oneDNN sees it: one engine and one stream for the life of the process.
struct Engine: @unchecked Sendable {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t
  /// Whoever runs a computation brings its workspace: oneDNN's own belongs to the thread that compiled it.
  let attributes: dnnl_primitive_attr_t
  /// The same for a computation that replaces what is negative in its result by 0.
  let rectifyingAttributes: dnnl_primitive_attr_t

  static let shared = Engine()

  private init() {
    var engine: dnnl_engine_t?
    check(dnnl_engine_create(&engine, dnnl_cpu, 0), "start the processor's engine")
    var stream: dnnl_stream_t?
    check(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "open a stream")
    (self.engine, self.stream) = (engine!, stream!)
    (attributes, rectifyingAttributes) = (Self.attributes(), Self.attributes())
    var endings: dnnl_post_ops_t?
    check(dnnl_post_ops_create(&endings), "set attributes")
    check(dnnl_post_ops_append_eltwise(endings, 1, dnnl_eltwise_relu, 0, 0), "set attributes")
    check(dnnl_primitive_attr_set_post_ops(rectifyingAttributes, endings), "set attributes")
    dnnl_post_ops_destroy(endings)
  }

  private static func attributes() -> dnnl_primitive_attr_t {
    var attributes: dnnl_primitive_attr_t?
    check(dnnl_primitive_attr_create(&attributes), "set attributes")
    check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "set attributes")
    return attributes!
  }
}

/// Stops the program where oneDNN could not do what was asked: shapes are checked before, so only a lack of memory or
/// a defect is left.
func check(_ status: dnnl_status_t, _ action: @autoclosure () -> String) {
  require(status == dnnl_success, "oneDNN could not \(action()): \(String(cString: dnnl_status2str(status)))")
}

/// Where an array's elements lie, as oneDNN describes it.
struct Layout {
  var descriptor = dnnl_memory_desc_t()

  /// Extents in oneDNN's order (N, C, H, W or O, I, H, W) whatever the order in memory, which the tag tells.
  init(_ extents: [Int], _ tag: dnnl_format_tag_t) {
    check(
      dnnl_memory_desc_init_by_tag(&descriptor, Int32(extents.count), extents.map(Int64.init), dnnl_f32, tag),
      "describe an array of \(extents)")
  }

  /// The same with the distance in memory from each index of an axis to the next.
  init(_ extents: [Int], strides: [Int]) {
    check(
      dnnl_memory_desc_init_by_strides(
        &descriptor, Int32(extents.count), extents.map(Int64.init), dnnl_f32, strides.map(Int64.init)),
      "describe an array of \(extents)")
  }

  init(_ descriptor: dnnl_memory_desc_t) { self.descriptor = descriptor }

  /// An array of the same extents, wherever the computation wants its elements.
  var anywhere: Layout {
    var result = Layout(descriptor)
    let extents = withUnsafeBytes(of: descriptor.dims) { Swift.Array($0.bindMemory(to: Int64.self)) }
    check(
      dnnl_memory_desc_init_by_tag(&result.descriptor, descriptor.ndims, extents, dnnl_f32, dnnl_format_tag_any),
      "describe an array")
    return result
  }

  var bytes: Int { withUnsafePointer(to: descriptor) { dnnl_memory_desc_get_size($0) } }

  static func == (a: Layout, b: Layout) -> Bool {
    withUnsafePointer(to: a.descriptor) { left in
      withUnsafePointer(to: b.descriptor) { right in dnnl_memory_desc_equal(left, right) != 0 }
    }
  }
}

/// A computation that oneDNN has compiled for fixed shapes, and the arrays it binds when it runs.
final class Primitive {
  private let primitive: dnnl_primitive_t
  private let operation: Profile.Operation
  private let memories: [dnnl_memory_t]
  private let workspace: dnnl_memory_t
  private let workspaceSize: Int
  private var arguments: [dnnl_exec_arg_t]

  /// Takes over the description. The arrays are given in this order when it runs; a profile counts it by name and shapes.
  init(
    _ description: PrimitiveDescription, _ arguments: [(Int32, Layout)], named name: String, of shapes: [Shape],
    floatingPointOperations: Int = 0
  ) {
    var primitive: dnnl_primitive_t?
    check(dnnl_primitive_create(&primitive, description.handle), "compile \(description.action)")
    self.primitive = primitive!
    operation = Profile.Operation(
      name, shapes, bytes: arguments.map(\.1.bytes).reduce(0, +), floatingPointOperations: floatingPointOperations)
    memories = arguments.map { argument, layout in
      var memory: dnnl_memory_t?
      withUnsafePointer(to: layout.descriptor) {
        check(dnnl_memory_create(&memory, $0, Engine.shared.engine, nil), "bind an array of \(description.action)")
      }
      return memory!
    }
    let layout = description.layout(dnnl_query_scratchpad_md)
    var workspace: dnnl_memory_t?
    withUnsafePointer(to: layout.descriptor) {
      check(
        dnnl_memory_create(&workspace, $0, Engine.shared.engine, nil), "bind the workspace of \(description.action)")
    }
    (self.workspace, workspaceSize) = (workspace!, (layout.bytes + 3) / 4)
    self.arguments =
      zip(arguments, memories).map { dnnl_exec_arg_t(arg: $0.0, memory: $1) }
      + [dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: workspace!)]
  }

  deinit {
    memories.forEach { dnnl_memory_destroy($0) }
    dnnl_memory_destroy(workspace)
    dnnl_primitive_destroy(primitive)
  }

  func run(_ arrays: UnsafeMutablePointer<Float>...) { run(arrays) }

  func run(_ arrays: [UnsafeMutablePointer<Float>]) {
    require(arrays.count == memories.count, "\(arrays.count) arrays for \(memories.count) arguments")
    for (memory, array) in zip(memories, arrays) { check(dnnl_memory_set_data_handle(memory, array), "bind an array") }
    let storage = Storage(count: workspaceSize)
    check(dnnl_memory_set_data_handle(workspace, storage.base), "bind the workspace")
    withExtendedLifetime(storage) {
      Profile.measure(operation) {
        check(dnnl_primitive_execute(primitive, Engine.shared.stream, Int32(arguments.count), &arguments), "run")
        check(dnnl_stream_wait(Engine.shared.stream), "finish")
      }
    }
  }
}

/// What oneDNN chose for a computation: the implementation, and the layouts it wants.
final class PrimitiveDescription {
  let handle: dnnl_primitive_desc_t
  let action: String

  /// The operation's C description, and the forward computation whose choices a backward one must match.
  convenience init<Operation>(_ operation: Operation, _ action: String, hint: PrimitiveDescription? = nil) {
    self.init(ifPossible: operation, action, hint: hint)!
  }

  /// Nil where oneDNN has no such computation on this machine.
  ///
  /// A rectifying one replaces what is negative in its result by 0.
  init?<Operation>(
    ifPossible operation: Operation, _ action: String, hint: PrimitiveDescription? = nil, rectifying: Bool = false
  ) {
    let attributes = rectifying ? Engine.shared.rectifyingAttributes : Engine.shared.attributes
    var handle: dnnl_primitive_desc_t?
    let status = withUnsafePointer(to: operation) {
      dnnl_primitive_desc_create(&handle, $0, attributes, Engine.shared.engine, hint?.handle)
    }
    guard status == dnnl_success, let handle else { return nil }
    (self.handle, self.action) = (handle, action)
  }

  /// A change of layout.
  init(reordering source: Layout, to target: Layout) {
    var handle: dnnl_primitive_desc_t?
    withUnsafePointer(to: source.descriptor) { from in
      withUnsafePointer(to: target.descriptor) { to in
        check(
          dnnl_reorder_primitive_desc_create(
            &handle, from, Engine.shared.engine, to, Engine.shared.engine, Engine.shared.attributes),
          "reorder weights")
      }
    }
    (self.handle, action) = (handle!, "reorder weights")
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  func layout(_ query: dnnl_query_t) -> Layout { Layout(dnnl_primitive_desc_query_md(handle, query, 0).pointee) }

  /// Where it wants an argument's elements.
  func layout(of argument: Int32) -> Layout {
    Layout(dnnl_primitive_desc_query_md(handle, dnnl_query_exec_arg_md, argument).pointee)
  }
}

/// Compiled computations by what they were compiled for; each runs on one thread of the program at a time.
final class PrimitiveCache<Key: Hashable & Sendable, Plan>: @unchecked Sendable {
  private let plans = Mutex<[Key: UnsafeSendable<Plan>]>([:])

  /// Runs the body with the key's plan, made first if this is the first time.
  func with<Result>(_ key: Key, make: () -> Plan, _ body: (Plan) -> Result) -> Result {
    let plan = plans.withLock { plans in
      if let plan = plans[key] { return plan }
      let plan = UnsafeSendable(make())
      plans[key] = plan
      return plan
    }
    return plan.exclusively(body)
  }
}

/// A value used by one thread at a time.
private final class UnsafeSendable<Value>: @unchecked Sendable {
  private let value: Value
  private let turn = Mutex(())

  init(_ value: Value) { self.value = value }

  func exclusively<Result>(_ body: (Value) -> Result) -> Result {
    turn.withLock { _ in UnsafeTransfer(body(value)) }.value
  }
}

private struct UnsafeTransfer<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
