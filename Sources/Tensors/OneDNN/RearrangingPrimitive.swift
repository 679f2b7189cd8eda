import COneDNN
import Requirements

/// A computation on arrays that lie in memory as ours do: what oneDNN wants arranged otherwise is brought there, and back.
final class RearrangingPrimitive {
  private let primitive: Primitive
  private let arguments: [Argument]

  private struct Argument {
    let isWritten: Bool
    let wanted: Layout
    /// Nil where oneDNN takes the array as it is.
    let rearrangement: Primitive?

    /// In floats, of the array as oneDNN wants it.
    var count: Int { (wanted.bytes + 3) / 4 }
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
      return Argument(isWritten: isWritten, wanted: wanted, rearrangement: rearrangement)
    }
    arguments = reading.map { argument($0, isWritten: false) } + writing.map { argument($0, isWritten: true) }
    primitive = Primitive(
      description, (reading + writing).map { ($0.0, description.layout(of: $0.0)) }, named: name, of: shapes,
      floatingPointOperations: floatingPointOperations)
  }

  /// Whether an argument is wanted as another computation wants one of its.
  func wants(_ index: Int, as other: RearrangingPrimitive, _ otherIndex: Int) -> Bool {
    arguments[index].wanted == other.arguments[otherIndex].wanted
  }

  /// What it makes of an array that it reads; nil where it takes the array as it is.
  func rearranged(_ index: Int, _ array: UnsafeMutablePointer<Float>) -> Storage? {
    let argument = arguments[index]
    guard let rearrangement = argument.rearrangement else { return nil }
    // From the second run on, the memory comes from the pool.
    let copy = Storage(count: argument.count)
    rearrangement.run(array, copy.base)
    return copy
  }

  /// Runs it, with arrays that have been rearranged already given by their indices.
  func run(_ arrays: [UnsafeMutablePointer<Float>], given: [Int: Storage] = [:]) {
    require(arrays.count == arguments.count, "\(arrays.count) arrays for \(arguments.count) arguments")
    let copies = arguments.indices.map { index -> Storage? in
      let argument = arguments[index]
      if argument.isWritten { return argument.rearrangement.map { _ in Storage(count: argument.count) } }
      return given[index] ?? rearranged(index, arrays[index])
    }
    withExtendedLifetime(copies) {
      primitive.run(arrays.indices.map { copies[$0]?.base ?? arrays[$0] })
      for (index, argument) in arguments.enumerated() where argument.isWritten {
        if let copy = copies[index] { argument.rearrangement?.run(copy.base, arrays[index]) }
      }
    }
  }
}
