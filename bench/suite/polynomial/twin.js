function nested(x) {
  return (
    0.171875 +
    x *
      (0.75 +
        x *
          (0.328125 +
            x *
              (0.90625 +
                x *
                  (0.484375 +
                    x *
                      (0.0625 +
                        x *
                          (0.640625 +
                            x *
                              (0.21875 +
                                x *
                                  (0.796875 +
                                    x *
                                      (0.375 +
                                        x *
                                          (0.953125 +
                                            x *
                                              (0.53125 +
                                                x *
                                                  (0.109375 +
                                                    x *
                                                      (0.6875 +
                                                        x *
                                                          (0.265625 +
                                                            x *
                                                              (0.84375 +
                                                                x *
                                                                  (0.421875 +
                                                                    x *
                                                                      (0 +
                                                                        x *
                                                                          (0.578125 +
                                                                            x *
                                                                              (0.15625 +
                                                                                x *
                                                                                  (0.734375 +
                                                                                    x *
                                                                                      (0.3125 +
                                                                                        x *
                                                                                          (0.890625 +
                                                                                            x *
                                                                                              0.46875))))))))))))))))))))))
  );
}

function powers(x) {
  return (
    0.21875 +
    x * 0.125 +
    x * x * 0.03125 +
    x * x * x * 0.9375 +
    x * x * x * x * 0.84375 +
    x * x * x * x * x * 0.75 +
    x * x * x * x * x * x * 0.65625 +
    x * x * x * x * x * x * x * 0.5625 +
    x * x * x * x * x * x * x * x * 0.46875 +
    x * x * x * x * x * x * x * x * x * 0.375 +
    x * x * x * x * x * x * x * x * x * x * 0.28125 +
    x * x * x * x * x * x * x * x * x * x * x * 0.1875
  );
}

export function run(n) {
  let sum = 0;
  let i = 1;
  do {
    const x = i / n;
    sum = sum + nested(x) - powers(x);
  } while (i++ < n);
  return sum;
}
