import LabRequirements
import LabTensors

extension Shape {
  /// The shape that numbers of this one and a map's parameters, of these, broadcast to.
  func widened(by parameters: Shape...) -> Shape {
    parameters.reduce(self) { whole, shape in
      guard let both = Shape.broadcast(whole, shape) else {
        brokenRule("a map with parameters of shape \(shape) cannot map numbers of shape \(self)")
      }
      return both
    }
  }

  /// The shape of vectors with the axes that those of a context have more.
  func widened(byContext context: Shape?) -> Shape {
    guard let context else { return self }
    return dropLast().widened(by: context.dropLast()) + [self[-1]]
  }
}
