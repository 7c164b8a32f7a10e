using RunbookEngine.Simulation.Programs.Debian;

namespace RunbookEngine.Tests.Simulation;

/// <summary>Versions of simulated packages are ordered as <c>dpkg --compare-versions</c> orders them.</summary>
public class PackageVersionTests
{
    [Theory]
    [InlineData("1.36.4-1.1", "1.36.4-1.1", 0)]
    [InlineData("1.35.6-1.1", "1.36.4-1.1", -1)]
    [InlineData("1.9.0-1.1", "1.36.4-1.1", -1)]
    [InlineData("1.36.4-1.1", "1.36.4-1.10", -1)]
    [InlineData("1:1.0-1", "2.0-1", 1)]
    [InlineData("0:1.0", "1.0", 0)]
    [InlineData("1.0", "1.0-0", 0)]
    [InlineData("1.0", "1.0-1", -1)]
    [InlineData("1.0~rc1", "1.0", -1)]
    [InlineData("1.0~rc1-1", "1.0~rc2-1", -1)]
    [InlineData("1.0a", "1.0+b", -1)]
    [InlineData("1.0", "1.0a", -1)]
    [InlineData("1.007", "1.7", 0)]
    [InlineData("6.8.0-80.80", "6.8.0-100.1", -1)]
    [InlineData("1-2-3", "1-2-4", -1)]
    public void The_older_of_two_is_found(string left, string right, int order)
    {
        Assert.Equal(order, Math.Sign(PackageVersion.Compare(left, right)));
        Assert.Equal(-order, Math.Sign(PackageVersion.Compare(right, left)));
    }

    [Theory]
    [InlineData("1:1.36.4-1.1", "1.36.4", "1.36")]
    [InlineData("1.36.4", "1.36.4", "1.36")]
    [InlineData("7-1", "7", "7")]
    public void The_upstream_part_stands_between_epoch_and_revision(string version, string upstream, string minor)
    {
        Assert.Equal(upstream, PackageVersion.Upstream(version));
        Assert.Equal(minor, PackageVersion.Minor(version));
    }
}
