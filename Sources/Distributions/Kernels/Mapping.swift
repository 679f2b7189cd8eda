import LabRequirements
import LabTensors

extension Tensor {
  typealias Kernel2 = (Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  typealias Kernel3 = (
    Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
  ) -> Void

  /// A kernel's function of two numbers, of each pair of elements.
  static func mapped(_ a: Tensor, _ b: Tensor, _ kernel: Kernel2, _ name: String) -> Tensor {
    requireOneShape(a, b)
    return Tensor(uninitialized: a.shape, by: name, of: [a, b]) { kernel($0.count, a.base, b.base, $0.baseAddress) }
  }

  /// A kernel's function of three numbers, of each triple of elements.
  static func mapped(_ a: Tensor, _ b: Tensor, _ c: Tensor, _ kernel: Kernel3, _ name: String) -> Tensor {
    requireOneShape(a, b, c)
    return Tensor(uninitialized: a.shape, by: name, of: [a, b, c]) {
      kernel($0.count, a.base, b.base, c.base, $0.baseAddress)
    }
  }

  static func requireOneShape(_ arguments: Tensor...) {
    require(
      arguments.allSatisfy { $0.shape == arguments[0].shape },
      "arguments of shapes \(arguments.map(\.shape.description).joined(separator: ", "))")
  }
}
