import LabTensors

extension Variable {
  /// a + b, with broadcasting.
  public static func + (a: Variable, b: Variable) -> Variable {
    let (aShape, bShape) = (a.shape, b.shape)
    return operation(a.value + b.value, (a, { $0.summed(to: aShape) }), (b, { $0.summed(to: bShape) }))
  }

  /// a − b, with broadcasting.
  public static func - (a: Variable, b: Variable) -> Variable {
    let (aShape, bShape) = (a.shape, b.shape)
    return operation(a.value - b.value, (a, { $0.summed(to: aShape) }), (b, { -$0.summed(to: bShape) }))
  }

  /// a b, element by element, with broadcasting.
  public static func * (a: Variable, b: Variable) -> Variable {
    let (aValue, bValue) = (a.value, b.value)
    return operation(
      aValue * bValue,
      (a, { ($0 * bValue).summed(to: aValue.shape) }),
      (b, { ($0 * aValue).summed(to: bValue.shape) }))
  }

  /// a/b, element by element, with broadcasting. ∂/∂b = −(a/b)/b.
  public static func / (a: Variable, b: Variable) -> Variable {
    let (shape, divisor) = (a.shape, b.value)
    let quotient = a.value / divisor
    return operation(
      quotient,
      (a, { ($0 / divisor).summed(to: shape) }),
      (b, { -($0 * quotient / divisor).summed(to: divisor.shape) }))
  }

  /// scale · x + offset; x itself where that changes nothing.
  public func scaled(by scale: Float, offset: Float = 0) -> Variable {
    if scale == 1, offset == 0 { return self }
    return .operation(value.scaled(by: scale, offset: offset), (self, { $0 * scale }))
  }

  /// Added to every element.
  public static func + (a: Variable, b: Float) -> Variable { a.scaled(by: 1, offset: b) }
  /// Added to every element.
  public static func + (a: Float, b: Variable) -> Variable { b.scaled(by: 1, offset: a) }
  /// Subtracted from every element.
  public static func - (a: Variable, b: Float) -> Variable { a.scaled(by: 1, offset: -b) }
  /// Every element subtracted from the number.
  public static func - (a: Float, b: Variable) -> Variable { b.scaled(by: -1, offset: a) }
  /// Every element times the number.
  public static func * (a: Variable, b: Float) -> Variable { a.scaled(by: b) }
  /// Every element times the number.
  public static func * (a: Float, b: Variable) -> Variable { b.scaled(by: a) }
  /// Every element over the number.
  public static func / (a: Variable, b: Float) -> Variable { a.scaled(by: 1 / b) }
  /// The number over every element.
  public static func / (a: Float, b: Variable) -> Variable { Variable(a) / b }
  /// The opposite of every element.
  public static prefix func - (a: Variable) -> Variable { a.scaled(by: -1) }

  /// The elements repeated along the axes that the target adds or that have extent 1 here.
  public func broadcast(to target: Shape) -> Variable {
    shape == target ? self : .operation(value.broadcast(to: target), (self, { [shape] in $0.summed(to: shape) }))
  }
}
