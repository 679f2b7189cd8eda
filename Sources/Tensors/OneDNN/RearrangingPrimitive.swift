import COneDNN

/// A computation on arrays that lie in memory as ours do: what oneDNN wants arranged otherwise is brought there, and back.
final class RearrangingPrimitive {
  private let primitive: Primitive
  private let arguments: [Argument]

  private struct Argument {
    let isWritten: Bool
    /// Nil where oneDNN takes the array as it is.
    let rearrangement: Primitive?
    /// In floats, of the array as oneDNN wants it.
    let count: Int
  }

  /// Takes over the description. The arrays are given in this order when it runs, those that it reads before those that
  /// it writes, all in the layouts named here.
  init(
    _ description: PrimitiveDescription, reading: [(Int32, Layout)], writing: [(Int32, Layout)], named name: String,
    of shapes: [Shape], floatingPointOperations: Int
  ) {
    func argument(_ argument: (index: Int32, ours: Layout), isWritten: Bool) -> Argument {
      let wanted = description.layout(of: argument.index)
      let (from, to) = isWritten ? (wanted, argument.ours) : (argument.ours, wanted)
      let rearrangement =
        from == to
        ? nil
        : Primitive(
          PrimitiveDescription(reordering: from, to: to), [(DNNL_ARG_FROM, from), (DNNL_ARG_TO, to)],
          named: "reorder for \(name)", of: shapes)
      return Argument(isWritten: isWritten, rearrangement: rearrangement, count: (wanted.bytes + 3) / 4)
    }
    arguments = reading.map { argument($0, isWritten: false) } + writing.map { argument($0, isWritten: true) }
    primitive = Primitive(
      description, (reading + writing).map { ($0.0, description.layout(of: $0.0)) }, named: name, of: shapes,
      floatingPointOperations: floatingPointOperations)
  }

  func run(_ arrays: UnsafeMutablePointer<Float>...) {
    require(arrays.count == arguments.count, "\(arrays.count) arrays for \(arguments.count) arguments")
    // From the second run on, the memory of the copies comes from the pool.
    let copies = arguments.map { $0.rearrangement == nil ? nil : Storage(count: $0.count) }
    withExtendedLifetime(copies) {
      for (index, argument) in arguments.enumerated() where !argument.isWritten {
        if let copy = copies[index] { argument.rearrangement?.run(arrays[index], copy.base) }
      }
      primitive.run(arrays.indices.map { copies[$0]?.base ?? arrays[$0] })
      for (index, argument) in arguments.enumerated() where argument.isWritten {
        if let copy = copies[index] { argument.rearrangement?.run(copy.base, arrays[index]) }
      }
    }
  }
}
