// swift-tools-version: 6.2
import PackageDescription

// What somebody else's package looks like: it imports the product and nothing besides, so that whatever it writes can be
// written with what is public.
let package = Package(
  name: "outside",
  dependencies: [.package(name: "experiments", path: "../..")],
  targets: [
    .target(name: "Outside", dependencies: [.product(name: "Laboratory", package: "experiments")]),
    .testTarget(
      name: "OutsideTests", dependencies: ["Outside", .product(name: "Laboratory", package: "experiments")]),
  ]
)
