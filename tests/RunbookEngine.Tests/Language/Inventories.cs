using System.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>Loads inventories that stand in a test, as if they lay in <c>/srv/hosts</c>.</summary>
internal static class Inventories
{
    public static InventoryLoading Load(string text) => Load(Encoding.UTF8.GetBytes(text));

    public static InventoryLoading Load(byte[] content) => InventoryLoader.Load("/srv/hosts/inventory", new OneFile(content), "/home/ada");

    /// <summary>The inventory of a text that is faultless but for warnings.</summary>
    public static Inventory Read(string text)
    {
        var loaded = Load(text);
        Assert.True(loaded.Inventory is not null, DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources));
        return loaded.Inventory;
    }

    /// <summary>Inventories that are right, and some that are wrong, for mutations.</summary>
    public static List<byte[]> Corpus() =>
    [
        .. DiagnosticCatalog.All.Where(static e => e.Code.StartsWith("RB07", StringComparison.Ordinal)).SelectMany(static e => new[] { e.Wrong, e.Right }).OfType<string>().Select(Encoding.UTF8.GetBytes),
        "[all:vars]\nansible_user=x\n[a]\nw[1:20] rack=\"a b\" # c\n[b:children]\na\n[b:vars]\nansible_ssh_common_args='-J x -o A=b'\n"u8.ToArray(),
        "all:\n  hosts: { w1: { ansible_host: 192.0.2.1 } }\n  children: { a: { hosts: { 'w[1:3]': }, vars: { x: [1, 2] } } }\n"u8.ToArray(),
        "apiVersion: inventory/v1\ndefaults: { user: root, vars: { a: 1 } }\nhosts:\n  w[1:9]: { address: '10.0.0.[1:9]', proxy-jump: [w1] }\ngroups:\n  a: ['w[1:5]']\n  b: { hosts: [w9], groups: [a], vars: { x: y } }\n"u8.ToArray(),
    ];

    private sealed class OneFile(byte[] content) : ISourceReader
    {
        public SourceReading Read(string file) => file == "/srv/hosts/inventory" ? new(content) : new(null, "there is no such file");
    }
}
