using System.Collections;

namespace HelpdeskMail.Mail.Mime;

/// <summary>The fields of one header, raw and in the order they stand in. Looking up by name ignores case and finds the first.</summary>
public sealed class HeaderList : IReadOnlyList<HeaderField>
{
    private readonly ReadOnlyMemory<byte> source;
    private readonly HeaderSlot[] slots;

    internal HeaderList(ReadOnlyMemory<byte> source, HeaderSlot[] slots)
    {
        this.source = source;
        this.slots = slots;
    }

    /// <summary>How many fields there are.</summary>
    public int Count => slots.Length;

    /// <summary>The field at a position, counted from 0.</summary>
    public HeaderField this[int index] => new(source, slots[index]);

    /// <summary>The first field of this name, or null.</summary>
    public HeaderField? Find(string name)
    {
        foreach (var slot in slots)
        {
            var field = new HeaderField(source, slot);
            if (field.Is(name.AsSpan()))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>Unfolded value of the first field of this name (<see cref="HeaderField.Value"/>), or null.</summary>
    public string? Get(string name) => Find(name)?.Value;

    /// <summary>Unfolded value of the first field of this name with encoded words decoded (<see cref="HeaderField.Text"/>), or null.</summary>
    public string? GetText(string name) => Find(name)?.Text;

    /// <summary>Unfolded values of all fields of this name, first to last.</summary>
    public IEnumerable<string> GetAll(string name) => FindAll(name).Select(field => field.Value);

    /// <summary>All fields of this name, first to last.</summary>
    public IEnumerable<HeaderField> FindAll(string name) => this.Where(field => field.Is(name.AsSpan()));

    /// <summary>Whether a field of this name is there.</summary>
    public bool Contains(string name) => Find(name) is not null;

    /// <inheritdoc/>
    public IEnumerator<HeaderField> GetEnumerator()
    {
        foreach (var slot in slots)
        {
            yield return new(source, slot);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
