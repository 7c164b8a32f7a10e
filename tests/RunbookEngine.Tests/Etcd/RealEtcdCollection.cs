namespace RunbookEngine.Tests.Etcd;

/// <summary>Tests that share the one etcd.</summary>
[CollectionDefinition(nameof(RealEtcdCollection))]
public sealed class RealEtcdCollection : ICollectionFixture<RealEtcd>;
