import LabAutodiff
import LabCKernels
import LabRequirements
import LabTensors

// Kernels that read an argument again along the first axes of the result, instead of a copy of it for each.

extension Variable {
  /// Elements that fill the target where they are repeated along its first axes, as a kernel may do on its way: these,
  /// unless it has to be done in memory.
  func repeatable(to target: Shape) -> Variable { target.ends(with: shape) ? self : broadcast(to: target) }
}

extension Tensor {
  /// Arguments that end a shape, as a kernel takes them.
  static func withRepeats(
    of arguments: [Tensor], to shape: Shape, _ body: (UnsafePointer<kernels_repeated>) -> Void
  ) {
    let repeats = arguments.map { argument in
      require(shape.ends(with: argument.shape), "an argument of shape \(argument.shape) for a result of \(shape)")
      return kernels_repeated(elements: argument.base, period: argument.count)
    }
    withExtendedLifetime(arguments) { repeats.withUnsafeBufferPointer { body($0.baseAddress!) } }
  }
}

extension Shape {
  /// The shape that all broadcast to.
  static func broadcast(_ shapes: [Shape]) -> Shape {
    shapes.reduce([]) { common, shape in
      guard let both = broadcast(common, shape) else {
        brokenRule("shapes \(shapes.map(\.description).joined(separator: ", ")) do not broadcast")
      }
      return both
    }
  }
}
