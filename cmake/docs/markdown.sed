# A sed script (option -E) that replaces links to files without a page in the documentation. The script keeps the number
# of lines.

# Reads the whole file, since a link may continue on the next line.
:file
$!{
  N
  b file
}

# Starts each link on the line on which it ends, since Doxygen knows no link of two lines.
s#\[([^]\n]*)\n([^]\n]*\]\()#\1\n[\2#g

# Links the sheet of all curves to the group of activations, and the name of an activation to its page.
s|\(examples/gallery/sheet\.svg\)|(@ref activations)|g
s|\[([a-z_0-9]+)\]\(examples/gallery/\1\.svg\)|[\1](@ref xact::\1)|g

# Links a header to its page.
s#\(include/([a-z_0-9]+/)*([a-z_0-9]+\.(h|hpp))\)#(@ref \2)#g

# Replaces a link to a README by the text of the link.
s|\[([^]]*)\]\([a-z/]*README\.md[^)]*\)|\1|g
