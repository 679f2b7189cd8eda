import LabInference
import LabNeuralNetworks
import LabTensors

extension VariationalAutoencoder {
  /// Three hidden layers of 512 SELU units each way between points of the plane and codes of two numbers; around the
  /// decoder's output a round Gaussian of a given deviation.
  static func ofThePlane(deviation: Float, using random: Random) throws -> VariationalAutoencoder {
    func layers(outputs: Int) -> [any Layer] {
      (0..<3).flatMap { _ -> [any Layer] in [Dense(512), Activation.selu] } + [Dense(outputs)]
    }
    return VariationalAutoencoder(
      encoder: GaussianEncoder(try Network("encoder", input: [2], using: random, layers(outputs: 4))),
      decoder: try Network("decoder", input: [2], using: random, layers(outputs: 2)),
      likelihood: .normal(standardDeviation: deviation))
  }
}
