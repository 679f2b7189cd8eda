import LabTensors

extension Variable {
  /// A function applied to every element. The tape keeps the one array that its derivative is written in.
  public func mapped(_ function: ElementwiseFunction) -> Variable {
    let result = value.mapped(function)
    let saved = function.saved == .argument ? value : result
    return .operation(result, of: [self]) { gradient, _ in
      gradient.pullBack(through: function, saved: saved)
      return [gradient]
    }
  }

  /// Every element moved into the range; no gradient passes where it had to be.
  public func clamped(to range: ClosedRange<Float>) -> Variable {
    .operation(value.clamped(to: range), (self, { [value] in Tensor.clampPullback(value, to: range, $0) }))
  }
}

/// eˣ of every element.
public func exp(_ x: Variable) -> Variable { x.mapped(.exp) }
/// The natural logarithm of every element.
public func log(_ x: Variable) -> Variable { x.mapped(.log) }
/// log(1 + x) of every element.
public func log1p(_ x: Variable) -> Variable { x.mapped(.log1p) }
/// eˣ − 1 of every element.
public func expm1(_ x: Variable) -> Variable { x.mapped(.expm1) }
/// |x| of every element; its derivative at 0 is 0.
public func abs(_ x: Variable) -> Variable { x.mapped(.abs) }
/// The square root of every element.
public func sqrt(_ x: Variable) -> Variable { x.mapped(.sqrt) }
/// The square of every element.
public func square(_ x: Variable) -> Variable { x.mapped(.square) }
/// log(1 + eˣ) of every element.
public func softplus(_ x: Variable) -> Variable { x.mapped(.softplus) }
/// log log(1 + eˣ) of every element.
public func logSoftplus(_ x: Variable) -> Variable { x.mapped(.logSoftplus) }
/// 1/(1 + e⁻ˣ) of every element.
public func sigmoid(_ x: Variable) -> Variable { x.mapped(.sigmoid) }
/// The hyperbolic tangent of every element.
public func tanh(_ x: Variable) -> Variable { x.mapped(.tanh) }
/// log Γ(x) of every element.
public func logGamma(_ x: Variable) -> Variable { x.mapped(.logGamma) }
/// ψ(x) = Γ′(x)/Γ(x) of every element.
public func digamma(_ x: Variable) -> Variable { x.mapped(.digamma) }
