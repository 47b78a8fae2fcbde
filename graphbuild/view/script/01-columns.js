// Columns of whole numbers, as graphbuild/view/columns.py packs them.
const unpack = (text, steps = false) => {
  const bytes = atob(text);
  const numbers = [];
  let value = 0, scale = 1, last = 0;
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes.charCodeAt(place);
    value += (byte & 127) * scale;
    if (byte & 128) { scale *= 128; continue; }
    const signed = value % 2 ? -(value + 1) / 2 : value / 2;
    last = steps ? last + signed : signed;
    numbers.push(last);
    value = 0; scale = 1;
  }
  return numbers;
};
