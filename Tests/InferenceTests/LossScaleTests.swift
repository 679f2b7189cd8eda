import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// What a training's loss is divided by.
@Suite struct LossScaleTests {
  /// Three data of a plate that stands for `total`, around which there may be no plate at all.
  private func loss(_ scale: LossScale, of total: Int?, inPlate: Bool = true) throws -> Float {
    let mean = Parameter("mean", Tensor(0.5))
    func draw(_ trace: Trace) throws -> Variable { try trace.sample("z", Normal.standard()) }
    let pair = ModelAndGuide<Tensor>(
      model: { trace, x in
        let z = try draw(trace)
        func observe() throws {
          _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
        }
        if inPlate { try trace.plate("data", size: 3, of: total) { try observe() } } else { try observe() }
      },
      guide: { trace, _ in
        _ = try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: Variable(0)))
      }, parameters: [mean])
    var svi = SVI(pair, objective: EvidenceLowerBound(), optimizer: SGD(0.0), lossScale: scale)
    return try svi.step(inPlate ? Tensor([1, 2, 3]) : Tensor(1), using: Random(seed: 1)).loss
  }

  @Test(arguments: [nil, 3, 60]) func aLossIsPerDatumOfTheWholeData(_ total: Int?) throws {
    let whole = try loss(.total, of: total), perDatum = try loss(.perDatum, of: total)
    #expect(abs(perDatum * Float(total ?? 3) / whole - 1) < 1e-6)
    #expect(abs(try loss(4 * .perDatum, of: total) / perDatum - 4) < 1e-5)
  }

  @Test func withoutAPlateThereIsOneDatum() throws {
    #expect(try loss(.perDatum, of: nil, inPlate: false) == loss(.total, of: nil, inPlate: false))
  }
}
