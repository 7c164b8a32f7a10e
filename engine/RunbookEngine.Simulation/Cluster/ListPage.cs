using System.Buffers;
using System.Globalization;
using System.Text;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>A page of a list, put together from the bytes of its objects.</summary>
internal sealed class ListPage
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly int _limit;
    private readonly byte[] _before;
    private string _last = "";
    private int _count;
    private int _left;

    public ListPage(ApiKind kind, string apiVersion, int limit)
    {
        _limit = limit;
        // Lists of the server's own kinds do not say the kind again in each item.
        _before = Encoding.UTF8.GetBytes(kind.IsCustom ? $$"""{"kind":"{{kind.Kind}}","apiVersion":"{{apiVersion}}",""" : "{");
        _bytes.Write(Encoding.UTF8.GetBytes($$"""{"kind":"{{kind.Kind}}List","apiVersion":"{{apiVersion}}","items":["""));
    }

    /// <summary>Adds an object; false when the page is full.</summary>
    public bool Add(ApiObject item)
    {
        if (_count == _limit)
        {
            _left++;
            return false;
        }

        if (_count++ > 0)
            _bytes.Write(","u8);
        _bytes.Write(_before);
        _bytes.Write(item.Rest);
        _last = item.FullName;
        return true;
    }

    public ReadOnlyMemory<byte> End(long version, bool isCounted)
    {
        var more = _left > 0 && _count > 0
            ? string.Create(CultureInfo.InvariantCulture, $$""","continue":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(_last))}}"{{(isCounted ? $",\"remainingItemCount\":{_left}" : "")}}""")
            : "";
        _bytes.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""],"metadata":{"resourceVersion":"{{version}}"{{more}}""") + "}}"));
        return _bytes.WrittenMemory;
    }
}
