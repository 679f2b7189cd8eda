import Laboratory

/// A residual block with the normalisation and the activation before the weights (He et al. 2016, “Identity mappings”).
package struct PreActivation: Layer {
  private let block: Sequential

  /// Two dense layers around so many units.
  package init(_ size: Int, units: Int) {
    block = Sequential([
      BatchNormalization(), Activation.relu, Dense(units), BatchNormalization(), Activation.relu, Dense(size),
    ])
  }

  package var description: String { "Pre-activation" }
  package var parameterTensorCount: Int { block.parameterTensorCount }

  package func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    let output = try block.outputShape(for: input)
    guard output == input else { throw ShapeMismatch("makes \(output) of \(input); give it as many units as it gets") }
    return output
  }

  package func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    block.parameters(for: input, path: path, using: random)
  }

  package func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    x + block.apply(x, parameters, pass)
  }
}

/// Multiplies by normal noise about 1, as strong as dropout of that rate (Srivastava et al. 2014, section 10).
package struct GaussianDropout: Layer {
  private let rate: Float

  /// The rate of the dropout that it stands for.
  package init(_ rate: Float) { self.rate = rate }

  package var description: String { "Gaussian dropout" }

  package func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  package func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    guard pass.mode == .training else { return x }
    let deviation = (rate / (1 - rate)).squareRoot()
    return x * Variable(Tensor.normal(x.shape, using: pass.random) * deviation + 1)
  }
}

/// x + sin²(ax)/a, an activation that can go on periodically (Ziyin et al. 2020, equation 3).
package func snake(_ a: Float) -> ElementwiseFunction {
  ElementwiseFunction("Snake", value: { $0 + pow(sin(a * $0), 2) / a }, derivative: { 1 + sin(2 * a * $0) })
}

extension Variable {
  /// The sums of the elements up to each along the last axis; an element's gradient is the sum of those from it on.
  package var cumulativeSum: Variable {
    func sums(of x: Tensor, backwards: Bool) -> Tensor {
      var result = x
      let length = x.shape[-1]
      result.withMutableElements { elements in
        for start in stride(from: 0, to: elements.count, by: length) {
          for step in 1..<max(length, 1) {
            let index = start + (backwards ? length - 1 - step : step)
            elements[index] += elements[backwards ? index + 1 : index - 1]
          }
        }
      }
      return result
    }
    return .operation(sums(of: value, backwards: false), (self, { sums(of: $0, backwards: true) }))
  }
}
