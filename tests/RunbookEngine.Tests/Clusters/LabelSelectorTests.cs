using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Clusters;

/// <summary>A selector chooses the nodes that kubectl would have chosen.</summary>
public class LabelSelectorTests
{
    private static readonly Dictionary<string, string> s_labels = new() { ["pool"] = "blue", ["zone"] = "a", ["node-role.kubernetes.io/worker"] = "" };

    [Theory]
    [InlineData("", true)]
    [InlineData("pool=blue", true)]
    [InlineData("pool == blue", true)]
    [InlineData("pool=green", false)]
    [InlineData("pool!=green", true)]
    [InlineData("rack!=1", true)]
    [InlineData("pool!=blue", false)]
    [InlineData("node-role.kubernetes.io/worker", true)]
    [InlineData("node-role.kubernetes.io/worker=", true)]
    [InlineData("!node-role.kubernetes.io/control-plane", true)]
    [InlineData("!pool", false)]
    [InlineData("zone in (a, b),pool=blue", true)]
    [InlineData("zone in (b)", false)]
    [InlineData("zone notin (b, c)", true)]
    [InlineData("rack notin (1)", true)]
    [InlineData("zone notin (a)", false)]
    [InlineData("pool=blue,zone=b", false)]
    public void It_fits_as_the_API_server_would_say(string selector, bool fits)
    {
        Assert.True(LabelSelector.TryParse(selector, out var parsed, out _));
        Assert.Equal(fits, parsed.Matches(s_labels));
    }

    [Theory]
    [InlineData("pool=blue,")]
    [InlineData("=blue")]
    [InlineData("a b")]
    [InlineData("zone in a")]
    [InlineData("zone within (a)")]
    [InlineData("!")]
    public void What_is_none_is_told(string selector)
    {
        Assert.False(LabelSelector.TryParse(selector, out _, out var error));
        Assert.Contains("is no selector of labels", error, StringComparison.Ordinal);
    }
}
